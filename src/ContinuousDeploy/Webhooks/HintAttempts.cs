using ContinuousDeploy.GitHub;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Stages;

namespace ContinuousDeploy.Webhooks;

/// <summary>Hands a hint on until it was taken, or is given up as poison.</summary>
public sealed partial class HintAttempts(IRepositoryEvents events, TimeProvider time, ILogger<HintAttempts> logger)
{
    /// <summary>How often a hint may fail for a reason of its own before it is given up.</summary>
    public const int Limit = 6;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Tries until it succeeds or failed too often. Failures of GitHub and of the ledger pass, so they do not count.
    /// </summary>
    /// <param name="waiting">Cancels the wait between two attempts.</param>
    /// <param name="running">Cancels an attempt.</param>
    /// <exception cref="OperationCanceledException">What was done is unknown; give the hint again.</exception>
    public async Task<AttemptOutcome> RunAsync(
        RepositoryEvent hint, CancellationToken waiting, CancellationToken running)
    {
        var failed = 0;
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan? asked = null;
            try
            {
                await events.HandleAsync(hint, running);
                return new AttemptOutcome.Handled();
            }
            catch (GitHubUnavailableException unavailable)
            {
                LogUnavailable(hint.Repository, unavailable.Message);
                asked = unavailable.RetryAfter;
            }
            catch (LedgerUnavailableException unavailable)
            {
                LogUnavailable(hint.Repository, unavailable.Message);
            }
            catch (Exception failure) when (!running.IsCancellationRequested)
            {
                // The top frame of the work: a mistake of ours in one hint must not stop the others.
                LogFailed(failure, hint.GetType().Name, hint.Repository, attempt);
                if (++failed == Limit)
                {
                    return new AttemptOutcome.Poison(failure.GetType().Name);
                }
            }

            await Task.Delay(asked ?? DelayAfter(attempt), time, waiting);
        }
    }

    /// <summary>Doubles from a second to a minute.</summary>
    public static TimeSpan DelayAfter(int attempt) =>
        attempt > 6 ? LongestDelay : FirstDelay * (1 << (attempt - 1));

    [LoggerMessage(LogLevel.Warning, "A hint about {Repository} waits: {Reason}")]
    private partial void LogUnavailable(RepositoryReference repository, string reason);

    [LoggerMessage(LogLevel.Error, "{Hint} of {Repository} failed at attempt {Attempt}")]
    private partial void LogFailed(Exception failure, string hint, RepositoryReference repository, int attempt);
}

/// <summary>What came of a hint.</summary>
public abstract record AttemptOutcome
{
    private AttemptOutcome()
    {
    }

    public sealed record Handled : AttemptOutcome;

    /// <summary>It failed too often.</summary>
    /// <param name="Failure">The last exception's type; its message may hold what must not be kept.</param>
    public sealed record Poison(string Failure) : AttemptOutcome;
}
