using System.Collections.Immutable;
using ContinuousDeploy.Ledger;

namespace ContinuousDeploy.Simulation.Tests.Recorded;

/// <summary>A ledger that has one stream, and keeps what is written to it.</summary>
internal sealed class OneTurnLedger(StreamRecord? has) : ILedger
{
    /// <summary>The last write.</summary>
    public StreamWrite? Taken { get; private set; }

    public Task<StreamRecord?> LoadAsync(string stream, CancellationToken cancellationToken) => Task.FromResult(has);

    public Task<SaveOutcome> SaveAsync(StreamWrite write, CancellationToken cancellationToken)
    {
        Taken = write;
        return Task.FromResult(SaveOutcome.Saved);
    }

    public Task<ImmutableArray<string>> StreamsAsync(string prefix, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ImmutableArray<string>> StreamsWithEffectsAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ImmutableArray<EventRecord>> EventsAsync(string stream, long from, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
