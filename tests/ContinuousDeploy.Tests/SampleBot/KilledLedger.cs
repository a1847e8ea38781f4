using System.Collections.Immutable;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.Ledger;

namespace SampleBot;

/// <summary>The ledger, with a point before and one after each turn that is saved.</summary>
internal sealed class KilledLedger(ILedger ledger, KillPoints points) : ILedger
{
    public Task<StreamRecord?> LoadAsync(string stream, CancellationToken cancellationToken) =>
        ledger.LoadAsync(stream, cancellationToken);

    public async Task<SaveOutcome> SaveAsync(StreamWrite write, CancellationToken cancellationToken)
    {
        var turn = PointName.Of(write);
        await points.ReachAsync($"before the write of {turn}");
        var outcome = await ledger.SaveAsync(write, cancellationToken);
        await points.ReachAsync($"after the write of {turn}");
        return outcome;
    }

    public Task<ImmutableArray<string>> StreamsAsync(string prefix, CancellationToken cancellationToken) =>
        ledger.StreamsAsync(prefix, cancellationToken);

    public Task<ImmutableArray<string>> StreamsWithEffectsAsync(CancellationToken cancellationToken) =>
        ledger.StreamsWithEffectsAsync(cancellationToken);

    public Task<ImmutableArray<EventRecord>> EventsAsync(
        string stream, long from, CancellationToken cancellationToken) =>
        ledger.EventsAsync(stream, from, cancellationToken);
}

/// <summary>What was posted, with a point before it is remembered: GitHub has it by then.</summary>
internal sealed class KilledPostedObjects(IPostedObjects objects, KillPoints points) : IPostedObjects
{
    public Task<PostedObject?> FindAsync(long repository, string key, CancellationToken cancellationToken) =>
        objects.FindAsync(repository, key, cancellationToken);

    public async Task SaveAsync(
        long repository, string key, PostedObject posted, CancellationToken cancellationToken)
    {
        await points.ReachAsync($"after {PointName.Plain(key)} was posted");
        await objects.SaveAsync(repository, key, posted, cancellationToken);
    }
}
