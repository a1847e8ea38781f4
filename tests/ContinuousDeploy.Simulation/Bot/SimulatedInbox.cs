using System.Collections.Immutable;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Simulation.Scheduling;
using ContinuousDeploy.Simulation.World;

namespace ContinuousDeploy.Simulation.Bot;

/// <summary>The inbox as one process reaches it.</summary>
public sealed class SimulatedInbox(InboxTable table, Wire wire) : IInbox
{
    /// <summary>The body is the caller's again as soon as this returns, so that it is copied at once.</summary>
    public Task<AppendOutcome> AppendAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var kept = delivery with { Body = delivery.Body.ToArray() };
        return CallAsync(() => table.Append(kept), cancellationToken);
    }

    public Task<ImmutableArray<PendingDelivery>> PendingAsync(long after, int limit, CancellationToken cancellationToken) =>
        CallAsync(() => table.Pending(after, limit), cancellationToken);

    public Task<IReadOnlySet<string>> KnownAsync(
        IReadOnlyCollection<string> deliveries, CancellationToken cancellationToken) =>
        CallAsync<IReadOnlySet<string>>(
            () => deliveries.Where(table.Has).ToHashSet(StringComparer.Ordinal), cancellationToken);

    public Task CompleteAsync(string delivery, string outcome, CancellationToken cancellationToken) => CallAsync(
        () =>
        {
            table.Complete(delivery, outcome);
            return true;
        },
        cancellationToken);

    /// <summary>A month goes by before anything is forgotten, and no history is as long.</summary>
    public Task<int> PruneAsync(CancellationToken cancellationToken) => CallAsync(() => 0, cancellationToken);

    private Task<T> CallAsync<T>(Func<T> effect, CancellationToken cancellationToken) =>
        wire.CallAsync(effect, () => new LedgerUnavailableException("The ledger is away."), cancellationToken);
}
