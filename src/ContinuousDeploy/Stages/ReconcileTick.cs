using System.Runtime.ExceptionServices;
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
    /// <exception cref="GitHubUnavailableException">Somewhere it is not; the others are looked at all the same.</exception>
    /// <exception cref="LedgerUnavailableException">As above.</exception>
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

        ExceptionDispatchInfo? failure = null;
        foreach (var repository in await gitHub.ListAsync(cancellationToken))
        {
            failure = await LookAgainAsync(repository, cancellationToken) ?? failure;
        }

        failure?.Throw();
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
            catch (Exception exception) when (IsPassing(exception))
            {
                LogFailed(exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>A repository that cannot be looked at keeps none of the others waiting.</summary>
    private async Task<ExceptionDispatchInfo?> LookAgainAsync(
        RepositoryReference repository, CancellationToken cancellationToken)
    {
        try
        {
            await repositories.HandleAsync(new RepositoryEvent.LookAgain(repository), cancellationToken);
            return null;
        }
        catch (Exception exception) when (IsPassing(exception))
        {
            LogSkipped(repository, exception);
            return ExceptionDispatchInfo.Capture(exception);
        }
    }

    private static bool IsPassing(Exception exception) => exception
        is GitHubUnavailableException or LedgerUnavailableException or OrleansException or TimeoutException;

    [LoggerMessage(LogLevel.Warning, "{Repository} could not be looked at; the next tick tries again")]
    private partial void LogSkipped(RepositoryReference repository, Exception exception);

    [LoggerMessage(LogLevel.Warning, "The reconcile tick failed; the next one tries again")]
    private partial void LogFailed(Exception exception);
}
