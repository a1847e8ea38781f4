using ContinuousDeploy.Ledger;

namespace ContinuousDeploy.Hosting;

/// <summary>What a supervisor and a load balancer ask.</summary>
internal static class Health
{
    /// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: the ledger answers too, and takes
    /// what is written.</summary>
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/healthz", () => Results.Text("alive\n"));
        endpoints.MapGet("/readyz", async (IOpenedLedger ledger, CancellationToken cancellationToken) =>
        {
            try
            {
                await ledger.Streams.LoadAsync("health", cancellationToken);
                return ledger.Trouble is { } trouble
                    ? Results.Text($"{trouble}\n", statusCode: StatusCodes.Status503ServiceUnavailable)
                    : Results.Text("ready\n");
            }
            catch (LedgerUnavailableException exception)
            {
                return Results.Text($"{exception.Message}\n", statusCode: StatusCodes.Status503ServiceUnavailable);
            }
        });
    }
}
