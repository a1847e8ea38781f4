using System.Collections.Concurrent;
using System.Collections.Immutable;
using ContinuousDeploy.Ledger;

namespace ContinuousDeploy.Benchmarks.Fleet;

/// <summary>The real ledger, and how often it was asked.</summary>
internal sealed class CountingLedger(ILedger ledger) : ILedger
{
    private readonly ConcurrentDictionary<string, int> loads = new();
    private readonly ConcurrentDictionary<string, int> saves = new();
    private long lists;

    /// <summary>Is told every turn that was saved.</summary>
    public event Action<StreamWrite>? Saved;

    public long Loads => loads.Values.Sum(count => (long)count);

    public long Saves => saves.Values.Sum(count => (long)count);

    public long Lists => Volatile.Read(ref lists);

    public async Task<StreamRecord?> LoadAsync(string stream, CancellationToken cancellationToken)
    {
        Count(loads, stream);
        return await ledger.LoadAsync(stream, cancellationToken);
    }

    public async Task<SaveOutcome> SaveAsync(StreamWrite write, CancellationToken cancellationToken)
    {
        Count(saves, write.Stream);
        var outcome = await ledger.SaveAsync(write, cancellationToken);
        if (outcome is SaveOutcome.Saved)
        {
            Saved?.Invoke(write);
        }

        return outcome;
    }

    public Task<ImmutableArray<string>> StreamsAsync(string prefix, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref lists);
        return ledger.StreamsAsync(prefix, cancellationToken);
    }

    public Task<ImmutableArray<string>> StreamsWithEffectsAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref lists);
        return ledger.StreamsWithEffectsAsync(cancellationToken);
    }

    public Task<ImmutableArray<EventRecord>> EventsAsync(string stream, long from, CancellationToken cancellationToken) =>
        ledger.EventsAsync(stream, from, cancellationToken);

    private static void Count(ConcurrentDictionary<string, int> counts, string stream) =>
        counts.AddOrUpdate(stream[..stream.IndexOf('/', StringComparison.Ordinal)], 1, (_, count) => count + 1);
}
