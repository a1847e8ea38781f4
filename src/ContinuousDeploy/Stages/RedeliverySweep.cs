using System.Collections.Immutable;
using ContinuousDeploy.Core.Deliveries;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.Ledger;

namespace ContinuousDeploy.Stages;

/// <summary>
/// Goes through GitHub's log of webhooks and has those delivered again that never reached the inbox. What it remembers
/// moves on only after a complete sweep, so that one that was interrupted is simply done again.
/// </summary>
public sealed partial class RedeliverySweep(
    ILedger ledger, IInbox inbox, IDeliveryLog gitHub, TimeProvider time, ILogger<RedeliverySweep> logger)
{
    /// <summary>The stream of what is remembered.</summary>
    public const string Stream = "redelivery";

    /// <summary>Between two sweeps.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>The loops of several nodes are not in step: what another has just swept is not swept again.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(4);

    /// <exception cref="GitHubUnavailableException">Nothing is remembered of this sweep; the next one begins as it did.</exception>
    /// <exception cref="LedgerUnavailableException">As above.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var record = await ledger.LoadAsync(Stream, cancellationToken);
        var state = record is null ? RedeliveryState.New : RedeliveryJson.Read(record.State);
        var began = time.GetUtcNow();
        if (state.Swept is { } swept && began - swept < Fresh && began >= swept)
        {
            return;
        }

        var log = await gitHub.SinceAsync(Redelivery.Since(state, began), cancellationToken);
        var arrived = await inbox.KnownAsync(Redelivery.Doubtful(state, log), cancellationToken);
        var plan = Redelivery.Plan(log, arrived, began);
        await AskAsync(plan.Asks, cancellationToken);
        var next = Redelivery.After(state, plan, arrived, began, time.GetUtcNow());

        // Where another node was faster, its sweep counts and this one was for nothing.
        await ledger.SaveAsync(
            new StreamWrite(Stream, record?.Version ?? 0, RedeliveryJson.Write(next), [Words(plan)], [], []),
            cancellationToken);
        await PruneAsync(cancellationToken);
    }

    /// <summary>One that GitHub fails at does not keep the others waiting, but the sweep is not complete then.</summary>
    private async Task AskAsync(ImmutableArray<DeliveryAttempt> asks, CancellationToken cancellationToken)
    {
        GitHubUnavailableException? failure = null;
        foreach (var attempt in asks)
        {
            try
            {
                if (await gitHub.RedeliverAsync(attempt.Id, cancellationToken))
                {
                    LogAsked(attempt.Guid, attempt.At);
                }
                else
                {
                    LogGone(attempt.Guid, attempt.At);
                }
            }
            catch (GitHubUnavailableException unavailable) when (unavailable.RetryAfter is null)
            {
                failure = unavailable;
            }
        }

        if (failure is not null)
        {
            throw failure;
        }
    }

    /// <summary>Deliveries that can no longer come again need not be known any longer.</summary>
    private async Task PruneAsync(CancellationToken cancellationToken)
    {
        int forgotten;
        do
        {
            forgotten = await inbox.PruneAsync(cancellationToken);
        }
        while (forgotten > 0);
    }

    private static string Words(RedeliveryPlan plan) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"swept: {plan.Open.Length} deliveries never arrived, {plan.Asks.Length} asked for again");

    [LoggerMessage(LogLevel.Warning, "Delivery {Guid} of {At} never arrived; GitHub is asked to deliver it again")]
    private partial void LogAsked(string guid, DateTimeOffset at);

    [LoggerMessage(LogLevel.Warning, "Delivery {Guid} of {At} never arrived, and GitHub does not deliver it again")]
    private partial void LogGone(string guid, DateTimeOffset at);
}
