using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ContinuousDeploy.Gateway.Hosting;

/// <summary>What both servers start from: Kestrel, no configuration files, no signals of its own.</summary>
public static class ServerBuilder
{
    public static WebApplicationBuilder Create(ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(options => options.AddServerHeader = false);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        builder.Services.AddSingleton(loggers);
        // The program stops its servers in an order; a server that stopped by itself on a signal would break it.
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, ProgramLifetime>());
        return builder;
    }

    private sealed class ProgramLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
