using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;

namespace ContinuousDeploy.Ledger;

/// <summary>The ledger's streams in the database.</summary>
public sealed class StreamStore(LedgerWriter writer, LedgerReader reader, TimeProvider time) : ILedger
{
    public Task<StreamRecord?> LoadAsync(string stream, CancellationToken cancellationToken) =>
        reader.ReadAsync(
            async rows =>
            {
                var found = await rows.Streams.Include(row => row.Effects)
                    .SingleOrDefaultAsync(row => row.Name == stream, cancellationToken);
                return found is null
                    ? null
                    : new StreamRecord(found.Name, found.Version, found.State, InOrder(found.Effects));
            },
            cancellationToken);

    public Task<SaveOutcome> SaveAsync(StreamWrite write, CancellationToken cancellationToken)
    {
        var turn = new StreamTurn(write, time.GetUtcNow());
        return writer.RunAsync(session => session.Isolated(turn.Save), LedgerSpace.Reserve, cancellationToken);
    }

    public Task<ImmutableArray<string>> StreamsAsync(string prefix, CancellationToken cancellationToken)
    {
        // A range, not LIKE: LIKE has wildcards and, in SQLite, takes capitals for small letters.
        var end = prefix + char.MaxValue;
        return reader.ReadAsync(
            async rows => ImmutableArray.CreateRange(
                await rows.Streams.Select(row => row.Name)
                    .Where(name => string.Compare(name, prefix) >= 0 && string.Compare(name, end) < 0)
                    .Order()
                    .ToListAsync(cancellationToken)),
            cancellationToken);
    }

    public Task<ImmutableArray<string>> StreamsWithEffectsAsync(CancellationToken cancellationToken) =>
        reader.ReadAsync(
            async rows => ImmutableArray.CreateRange(
                await rows.Effects.Select(row => row.Stream).Distinct().Order().ToListAsync(cancellationToken)),
            cancellationToken);

    public Task<ImmutableArray<EventRecord>> EventsAsync(
        string stream, long from, CancellationToken cancellationToken) =>
        reader.ReadAsync(
            async rows =>
            {
                var events = await rows.Events.Where(row => row.Stream == stream && row.Sequence >= from)
                    .OrderBy(row => row.Sequence)
                    .ToListAsync(cancellationToken);
                return events.Select(Record).ToImmutableArray();
            },
            cancellationToken);

    private static ImmutableArray<EffectRecord> InOrder(List<EffectRow> effects) =>
        [.. effects.OrderBy(row => row.Position).Select(row => new EffectRecord(row.Key, row.Command))];

    private static EventRecord Record(EventRow row) => new(
        row.Stream,
        row.Sequence,
        DateTimeOffset.FromUnixTimeMilliseconds(row.At),
        row.Event,
        Convert.ToHexStringLower(row.Hash));
}
