using ContinuousDeploy.GitHub;
using ContinuousDeploy.Ledger;

namespace ContinuousDeploy.Stages;

/// <summary>The one place in the cluster where deliveries are swept. The key is always 0.</summary>
public interface IRedeliveryGrain : IGrainWithIntegerKey
{
    /// <summary>Sweeps, unless that has just been done. Returns at the end of it, whether or not it could be done.</summary>
    [ResponseTimeout("00:10:00")]
    Task SweepAsync();
}

/// <summary>A thin shell around <see cref="RedeliverySweep"/>; a grain handles one call after the other.</summary>
public sealed partial class RedeliveryGrain(RedeliverySweep sweep, ILogger<RedeliveryGrain> logger)
    : Grain, IRedeliveryGrain
{
    public async Task SweepAsync()
    {
        try
        {
            await sweep.RunAsync(CancellationToken.None);
        }
        catch (Exception exception) when (exception is GitHubUnavailableException or LedgerUnavailableException)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "GitHub's delivery log could not be swept; the next sweep tries again")]
    private partial void LogFailed(Exception exception);
}
