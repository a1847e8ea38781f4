using ContinuousDeploy.Ledger;

namespace ContinuousDeploy.Hosting;

/// <summary>What a supervisor and a load balancer ask.</summary>
internal static class Health
{
    /// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: the ledger answers too.</summary>
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/healthz", () => Results.Text("alive\n"));
        endpoints.MapGet("/readyz", async (ILedger ledger, CancellationToken cancellationToken) =>
        {
            try
            {
                await ledger.LoadAsync("health", cancellationToken);
                return Results.Text("ready\n");
            }
            catch (LedgerUnavailableException exception)
            {
                return Results.Text($"{exception.Message}\n", statusCode: StatusCodes.Status503ServiceUnavailable);
            }
        });
    }
}
