using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ContinuousDeploy.Benchmarks.Switch;

/// <summary>An instance that answers with its name and the number of bytes it was sent.</summary>
public sealed class NamedInstance : IAsyncDisposable
{
    private readonly WebApplication application;

    private NamedInstance(string name, WebApplication application)
    {
        Name = name;
        this.application = application;
    }

    public string Name { get; }

    public Uri Address => new(application.Urls.Single());

    public static async Task<NamedInstance> StartAsync(string name, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        var application = builder.Build();
        application.Run(async context =>
        {
            var received = 0L;
            while (await context.Request.BodyReader.ReadAsync(context.RequestAborted) is { } read)
            {
                received += read.Buffer.Length;
                context.Request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    break;
                }
            }

            await context.Response.WriteAsync($"{name} {received}", context.RequestAborted);
        });
        await application.StartAsync(cancellationToken);
        return new NamedInstance(name, application);
    }

    /// <summary>Ends at once, like kill -9: what is under way breaks off.</summary>
    public async ValueTask DisposeAsync()
    {
        await application.StopAsync(new CancellationToken(canceled: true));
        await application.DisposeAsync();
    }
}
