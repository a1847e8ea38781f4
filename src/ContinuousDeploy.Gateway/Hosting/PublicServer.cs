using ContinuousDeploy.Gateway.Forwarding;
using ContinuousDeploy.Gateway.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Yarp.ReverseProxy.Forwarder;

namespace ContinuousDeploy.Gateway.Hosting;

/// <summary>Where users come in. It has no other end than forwarding, so no request reaches the control.</summary>
public static class PublicServer
{
    public static WebApplication Create(
        GatewayArguments arguments, RouteBook routes, TimeProvider time, ILoggerFactory loggers)
    {
        var builder = ServerBuilder.Create(loggers);
        builder.WebHost.ConfigureKestrel(options => Listen(options, arguments.Listen));
        builder.Services.AddHttpForwarder();
        builder.Services.AddSingleton(_ => Upstream.Connect());
        var application = builder.Build();
        var traffic = new UserTraffic(
            routes,
            application.Services.GetRequiredService<IHttpForwarder>(),
            application.Services.GetRequiredService<HttpMessageInvoker>(),
            new FailureLog(time, loggers.CreateLogger<FailureLog>()));
        application.Run(traffic.ForwardAsync);
        return application;
    }

    private static void Listen(KestrelServerOptions options, IReadOnlyList<ListenAddress> addresses)
    {
        // How large a body may be is the application's decision.
        options.Limits.MaxRequestBodySize = null;
        // An upload may pause for a minute; one that trickles for longer only holds a connection.
        options.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, TimeSpan.FromMinutes(1));
        foreach (var address in addresses)
        {
            address.Apply(options);
        }
    }
}
