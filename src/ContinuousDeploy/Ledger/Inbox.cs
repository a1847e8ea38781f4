using System.Collections.Immutable;
using System.Text.Json;

namespace ContinuousDeploy.Ledger;

/// <summary>The inbox in the database.</summary>
public sealed class Inbox(LedgerWriter writer, LedgerReader reader, TimeProvider time) : IInbox
{
    /// <summary>
    /// How long a delivery that was worked off is known again. GitHub redelivers for 3 days (Enterprise Server: 7), and
    /// an old capture can be replayed later.
    /// </summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    private const int PruneSize = 500;

    public Task<AppendOutcome> AppendAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var body = BodyCompression.Compress(delivery.Body.Span);
        var digest = RowDigest.OfDelivery(
            delivery.Id,
            delivery.Event,
            delivery.Received.ToUnixTimeMilliseconds(),
            body,
            delivery.Body.Length,
            completed: null,
            outcome: null);
        return writer.RunAsync(session => Append(session, delivery, body, digest), LedgerSpace.Free, cancellationToken);
    }

    public Task<ImmutableArray<PendingDelivery>> PendingAsync(
        long after, int limit, CancellationToken cancellationToken) =>
        reader.ListAsync(
            SharedStatements.PendingDeliveries, LedgerRows.Pending, cancellationToken, ("@after", after), ("@limit", limit));

    public async Task<IReadOnlySet<string>> KnownAsync(
        IReadOnlyCollection<string> deliveries, CancellationToken cancellationToken)
    {
        var known = await reader.ListAsync(
            "SELECT id FROM deliveries WHERE id IN (SELECT value FROM json_each(@ids))",
            row => row.GetString(0),
            cancellationToken,
            ("@ids", JsonSerializer.Serialize(deliveries)));
        return known.ToHashSet(StringComparer.Ordinal);
    }

    public Task CompleteAsync(string delivery, string outcome, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return writer.RunAsync(session => Complete(session, delivery, outcome, now), LedgerSpace.Reserve, cancellationToken);
    }

    public Task<int> PruneAsync(CancellationToken cancellationToken)
    {
        var before = (time.GetUtcNow() - Retention).ToUnixTimeMilliseconds();
        return writer.RunAsync(session => Prune(session, before), LedgerSpace.Reserve, cancellationToken);
    }

    private static AppendOutcome Append(WriterSession session, Delivery delivery, byte[] body, long digest)
    {
        var position = session.First(
            """
            INSERT INTO deliveries (id, event, received, body, length, digest)
            VALUES (@id, @event, @received, @body, @length, @digest)
            ON CONFLICT (id) DO NOTHING RETURNING position
            """,
            row => (long?)row.GetInt64(0),
            ("@id", delivery.Id),
            ("@event", delivery.Event),
            ("@received", delivery.Received.ToUnixTimeMilliseconds()),
            ("@body", body),
            ("@length", delivery.Body.Length),
            ("@digest", digest));
        if (position is null)
        {
            return AppendOutcome.Duplicate;
        }

        session.Rows += RowDigest.At(digest, position.Value);
        return AppendOutcome.Stored;
    }

    private static int Complete(WriterSession session, string delivery, string outcome, long now)
    {
        var open = session.First(
            "SELECT position, event, received, length, digest FROM deliveries WHERE id = @id AND completed IS NULL",
            row => new OpenRow(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)),
            ("@id", delivery));
        if (open is null)
        {
            return 0;
        }

        var digest = RowDigest.OfDelivery(delivery, open.Event, open.Received, body: null, open.Length, now, outcome);
        var changed = session.Execute(
            """
            UPDATE deliveries SET completed = @now, outcome = @outcome, body = NULL, digest = @digest
            WHERE position = @position
            """,
            ("@now", now),
            ("@outcome", outcome),
            ("@digest", digest),
            ("@position", open.Position));
        session.Rows += RowDigest.At(digest, open.Position) - RowDigest.At(open.Digest, open.Position);
        return changed;
    }

    // The newest row stays: positions grow from it, and readers remember how far they came.
    private static int Prune(WriterSession session, long before)
    {
        var pruned = 0;
        session.Each(
            """
            DELETE FROM deliveries WHERE position IN (
                SELECT position FROM deliveries
                WHERE completed < @before AND position < (SELECT max(position) FROM deliveries)
                ORDER BY completed LIMIT @limit)
            RETURNING position, digest
            """,
            row =>
            {
                pruned++;
                session.Rows -= RowDigest.At(row.GetInt64(1), row.GetInt64(0));
            },
            ("@before", before),
            ("@limit", PruneSize));
        return pruned;
    }

    /// <summary>A delivery that is to be completed, as it stands in its row.</summary>
    private sealed record OpenRow(long Position, string Event, long Received, long Length, long Digest);
}
