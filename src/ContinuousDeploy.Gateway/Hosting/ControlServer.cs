using ContinuousDeploy.Core.Traffic;
using ContinuousDeploy.Gateway.Control;
using ContinuousDeploy.Gateway.Routing;

namespace ContinuousDeploy.Gateway.Hosting;

/// <summary>
/// The control: HTTP over a Unix domain socket that only the gateway's own user can open. It has no port.
/// </summary>
public static class ControlServer
{
    /// <param name="health">What <c>GET /healthz</c> answers; null while the gateway stops (503).</param>
    public static WebApplication Create(
        string socket, RouteBook routes, Func<GatewayHealth?> health, ILoggerFactory loggers)
    {
        var builder = ServerBuilder.Create(loggers);
        builder.WebHost.ConfigureKestrel(options => options.ListenUnixSocket(socket));
        builder.Services.AddRoutingCore();
        var application = builder.Build();
        application.MapGet("/healthz", () => health() is { } healthy
            ? Results.Json(healthy, GatewayJson.Default.GatewayHealth)
            : Results.Json(
                new GatewayRefusal("The gateway is stopping."),
                GatewayJson.Default.GatewayRefusal,
                statusCode: StatusCodes.Status503ServiceUnavailable));
        new RouteEndpoints(routes, loggers.CreateLogger<RouteEndpoints>()).Map(application);
        return application;
    }
}
