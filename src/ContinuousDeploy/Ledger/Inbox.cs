using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;

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
    private const int KnownSize = 500;

    public Task<AppendOutcome> AppendAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var body = BodyCompression.Compress(delivery.Body.Span);
        return writer.RunAsync(session => Append(session, delivery, body), cancellationToken);
    }

    public Task<ImmutableArray<PendingDelivery>> PendingAsync(
        long after, int limit, CancellationToken cancellationToken) =>
        reader.ReadAsync(
            async rows =>
            {
                var pending = await rows.Deliveries.Where(row => row.Completed == null && row.Position > after)
                    .OrderBy(row => row.Position)
                    .Take(limit)
                    .ToListAsync(cancellationToken);
                return pending.Select(Pending).ToImmutableArray();
            },
            cancellationToken);

    public async Task<IReadOnlySet<string>> KnownAsync(
        IReadOnlyCollection<string> deliveries, CancellationToken cancellationToken)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in deliveries.Chunk(KnownSize))
        {
            known.UnionWith(await reader.ReadAsync(
                rows => rows.Deliveries.Where(row => some.Contains(row.Id)).Select(row => row.Id)
                    .ToListAsync(cancellationToken),
                cancellationToken));
        }

        return known;
    }

    public Task CompleteAsync(string delivery, string outcome, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return writer.RunAsync(session => Complete(session, delivery, outcome, now), cancellationToken);
    }

    public Task<int> PruneAsync(CancellationToken cancellationToken)
    {
        var before = (time.GetUtcNow() - Retention).ToUnixTimeMilliseconds();
        return writer.RunAsync(session => Prune(session, before), cancellationToken);
    }

    private static AppendOutcome Append(WriterSession session, Delivery delivery, byte[] body)
    {
        var added = session.Execute(
            """
            INSERT INTO deliveries (id, event, received, body, length) VALUES (@id, @event, @received, @body, @length)
            ON CONFLICT (id) DO NOTHING
            """,
            ("@id", delivery.Id),
            ("@event", delivery.Event),
            ("@received", delivery.Received.ToUnixTimeMilliseconds()),
            ("@body", body),
            ("@length", delivery.Body.Length));
        return added == 1 ? AppendOutcome.Stored : AppendOutcome.Duplicate;
    }

    private static int Complete(WriterSession session, string delivery, string outcome, long now) =>
        session.Execute(
            """
            UPDATE deliveries SET completed = @now, outcome = @outcome, body = NULL
            WHERE id = @id AND completed IS NULL
            """,
            ("@now", now),
            ("@outcome", outcome),
            ("@id", delivery));

    // The newest row stays: positions grow from it, and readers remember how far they came.
    private static int Prune(WriterSession session, long before) =>
        session.Execute(
            """
            DELETE FROM deliveries WHERE position IN (
                SELECT position FROM deliveries
                WHERE completed < @before AND position < (SELECT max(position) FROM deliveries)
                ORDER BY completed LIMIT @limit)
            """,
            ("@before", before),
            ("@limit", PruneSize));

    private static PendingDelivery Pending(DeliveryRow row) => new(
        row.Position,
        new Delivery(
            row.Id,
            row.Event,
            BodyCompression.Decompress(row.Body, row.Length),
            DateTimeOffset.FromUnixTimeMilliseconds(row.Received)));
}
