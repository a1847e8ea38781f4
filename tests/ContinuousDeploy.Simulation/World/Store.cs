using System.Collections.Immutable;
using ContinuousDeploy.Ledger;

namespace ContinuousDeploy.Simulation.World;

/// <summary>The ledger's disk: what is written is there after every crash.</summary>
public sealed class Store(Flaw flaw)
{
    private readonly SortedDictionary<string, StreamRecord> streams = new(StringComparer.Ordinal);
    private StreamRecord? last;

    public InboxTable Inbox { get; } = new(flaw);

    /// <summary>Called with every turn that is saved: the stream before it, or null, after it, and the turn.</summary>
    public Action<StreamRecord?, StreamRecord, StreamWrite> Saved { get; set; } = (_, _, _) => { };

    public StreamRecord? Load(string stream) => streams.GetValueOrDefault(stream);

    public SaveOutcome Save(StreamWrite write)
    {
        var before = streams.GetValueOrDefault(write.Stream);
        if ((before?.Version ?? 0) != write.ExpectedVersion && flaw is not Flaw.LedgerWithoutVersions)
        {
            return SaveOutcome.Conflict;
        }

        last = before;
        var effects = before?.Effects ?? [];
        var after = new StreamRecord(
            write.Stream,
            write.ExpectedVersion + 1,
            write.State,
            [.. effects.Where(effect => !write.Ended.Contains(effect.Key)), .. write.Begun]);
        streams[write.Stream] = after;
        Saved(before, after, write);
        return SaveOutcome.Saved;
    }

    /// <summary>A process has died; what was written stays.</summary>
    public void ProcessDied()
    {
        if (flaw is Flaw.LedgerThatForgets && last is not null)
        {
            streams[last.Stream] = last;
        }

        Inbox.ProcessDied();
    }

    public ImmutableArray<string> Streams(string prefix) =>
        [.. streams.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];

    public ImmutableArray<string> WithEffects() =>
        [.. streams.Values.Where(stream => !stream.Effects.IsEmpty).Select(stream => stream.Stream)];
}
