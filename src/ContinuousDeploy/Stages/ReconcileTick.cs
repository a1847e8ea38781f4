using ContinuousDeploy.GitHub;
using ContinuousDeploy.Ledger;

namespace ContinuousDeploy.Stages;

/// <summary>
/// The loop that makes webhooks a matter of speed only: at the start and then again and again, stages with effects are
/// woken and every repository is looked at.
/// </summary>
public sealed partial class ReconcileTick(
    ILedger ledger,
    IRepositories gitHub,
    IRepositoryEvents repositories,
    IStages stages,
    WorkInProgress work,
    TimeProvider time,
    ILogger<ReconcileTick> logger) : BackgroundService
{
    /// <summary>Between two looks at everything.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>One look at everything. Returns once it is under way everywhere.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        using var piece = work.Begin();
        foreach (var stream in await ledger.StreamsWithEffectsAsync(cancellationToken))
        {
            if (stream.StartsWith(StageStream.Prefix, StringComparison.Ordinal))
            {
                await stages.WakeAsync(StageStream.IdOf(stream));
            }
        }

        foreach (var repository in await gitHub.ListAsync(cancellationToken))
        {
            await repositories.HandleAsync(new RepositoryEvent.LookAgain(repository), cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is GitHubUnavailableException or LedgerUnavailableException)
            {
                LogFailed(exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Warning, "The reconcile tick failed; the next one tries again")]
    private partial void LogFailed(Exception exception);
}
