using System.Net;
using Prometheus;

namespace ContinuousDeploy.Hosting;

/// <summary>
/// <c>/metrics</c>, for this machine only: the numbers name repositories, and nothing authenticates who reads them.
/// </summary>
internal static class MeasurementEndpoint
{
    public static void MapMeasurements(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/metrics", async (HttpContext context, Measurements measurements) =>
        {
            if (!IsFromHere(context))
            {
                return Results.NotFound();
            }

            try
            {
                var text = await measurements.WriteAsync(context.RequestAborted);
                return Results.Bytes(text, PrometheusConstants.TextContentTypeWithVersionAndEncoding);
            }
            catch (ScrapeFailedException failure)
            {
                return Results.Text($"{failure.Message}\n", statusCode: StatusCodes.Status503ServiceUnavailable);
            }
        });

    /// <summary>A proxy on this machine speaks for somebody else, and says so.</summary>
    private static bool IsFromHere(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !context.Request.Headers.ContainsKey("X-Forwarded-For") && !context.Request.Headers.ContainsKey("Forwarded");
}
