using System.Collections.Immutable;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Simulation.Scheduling;
using ContinuousDeploy.Simulation.World;

namespace ContinuousDeploy.Simulation.Bot;

/// <summary>The ledger as one process reaches it: it may be away, and a commit may be done and not known to be.</summary>
public sealed class SimulatedLedger(Store store, Wire wire) : ILedger
{
    public Task<StreamRecord?> LoadAsync(string stream, CancellationToken cancellationToken) =>
        CallAsync(() => store.Load(stream), cancellationToken);

    public Task<SaveOutcome> SaveAsync(StreamWrite write, CancellationToken cancellationToken) =>
        CallAsync(() => store.Save(write), cancellationToken);

    public Task<ImmutableArray<string>> StreamsAsync(string prefix, CancellationToken cancellationToken) =>
        CallAsync(() => store.Streams(prefix), cancellationToken);

    public Task<ImmutableArray<string>> StreamsWithEffectsAsync(CancellationToken cancellationToken) =>
        CallAsync(store.WithEffects, cancellationToken);

    public Task<ImmutableArray<EventRecord>> EventsAsync(
        string stream, long from, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The bot's own work never reads events.");

    private Task<T> CallAsync<T>(Func<T> effect, CancellationToken cancellationToken) =>
        wire.CallAsync(effect, () => new LedgerUnavailableException("The ledger is away."), cancellationToken);
}
