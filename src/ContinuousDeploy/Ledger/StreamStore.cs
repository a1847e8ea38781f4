using System.Collections.Immutable;

namespace ContinuousDeploy.Ledger;

/// <summary>The ledger's streams in the database.</summary>
public sealed class StreamStore(LedgerWriter writer, LedgerReader reader, TimeProvider time) : ILedger
{
    public async Task<StreamRecord?> LoadAsync(string stream, CancellationToken cancellationToken)
    {
        StreamRecord? found = null;
        await reader.ListAsync(
            SharedStatements.LoadStream,
            row => found = LedgerRows.Stream(found, stream, row),
            cancellationToken,
            ("@name", stream));
        return found;
    }

    public Task<SaveOutcome> SaveAsync(StreamWrite write, CancellationToken cancellationToken)
    {
        var turn = new StreamTurn(write, time.GetUtcNow());
        return writer.RunAsync(session => session.Isolated(turn.Save), LedgerSpace.Reserve, cancellationToken);
    }

    public Task<ImmutableArray<string>> StreamsAsync(string prefix, CancellationToken cancellationToken)
    {
        // A range, not LIKE: LIKE has wildcards and, in SQLite, takes capitals for small letters.
        var end = prefix + char.MaxValue;
        return reader.ListAsync(
            "SELECT name FROM streams WHERE name >= @prefix AND name < @end ORDER BY name",
            row => row.GetString(0),
            cancellationToken,
            ("@prefix", prefix),
            ("@end", end));
    }

    public Task<ImmutableArray<string>> StreamsWithEffectsAsync(CancellationToken cancellationToken) =>
        reader.ListAsync(SharedStatements.StreamsWithEffects, row => row.GetString(0), cancellationToken);

    public Task<ImmutableArray<EventRecord>> EventsAsync(
        string stream, long from, CancellationToken cancellationToken) =>
        reader.ListAsync(
            SharedStatements.Events,
            row => LedgerRows.Event(stream, row),
            cancellationToken,
            ("@stream", stream),
            ("@from", from));
}
