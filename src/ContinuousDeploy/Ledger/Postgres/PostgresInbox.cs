using System.Collections.Immutable;

namespace ContinuousDeploy.Ledger.Postgres;

/// <summary>The inbox in the database.</summary>
public sealed class PostgresInbox(PostgresDatabase database, TimeProvider time) : IInbox, IAsyncDisposable
{
    private const int PruneSize = 500;

    private readonly PostgresInboxWriter writer = new(database);

    public Task<AppendOutcome> AppendAsync(Delivery delivery, CancellationToken cancellationToken) =>
        writer.AppendAsync(delivery, cancellationToken);

    public Task<ImmutableArray<PendingDelivery>> PendingAsync(
        long after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection =>
            {
                await using var command = Statement.Of(
                    connection,
                    SharedStatements.PendingDeliveries,
                    ("after", after),
                    ("limit", limit));
                await using var row = await command.ExecuteReaderAsync();
                var pending = ImmutableArray.CreateBuilder<PendingDelivery>();
                while (await row.ReadAsync())
                {
                    pending.Add(LedgerRows.Pending(row));
                }

                return pending.ToImmutable();
            },
            cancellationToken);

    public Task<IReadOnlySet<string>> KnownAsync(
        IReadOnlyCollection<string> deliveries, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection =>
            {
                await using var command = Statement.Of(
                    connection, "SELECT id FROM deliveries WHERE id = ANY (@ids)", ("ids", deliveries.ToArray()));
                await using var row = await command.ExecuteReaderAsync();
                var known = new HashSet<string>(StringComparer.Ordinal);
                while (await row.ReadAsync())
                {
                    known.Add(row.GetString(0));
                }

                return (IReadOnlySet<string>)known;
            },
            cancellationToken);

    public Task CompleteAsync(string delivery, string outcome, CancellationToken cancellationToken)
    {
        var completion = new PostgresCompletion(
            delivery,
            // PostgreSQL stores every character but this one.
            outcome.Replace('\0', '\uFFFD'),
            time.GetUtcNow().ToUnixTimeMilliseconds());
        return database.WriteAsync(completion.SaveAsync, cancellationToken);
    }

    // The newest row stays, as in a file: readers remember how far they came.
    public Task<int> PruneAsync(CancellationToken cancellationToken) =>
        ExecuteAsync(
            """
            DELETE FROM deliveries WHERE position IN (
                SELECT position FROM deliveries
                WHERE completed < @before AND position < (SELECT max(position) FROM deliveries)
                ORDER BY completed LIMIT @limit)
            """,
            cancellationToken,
            ("before", (time.GetUtcNow() - Ledger.Inbox.Retention).ToUnixTimeMilliseconds()),
            ("limit", PruneSize));

    public ValueTask DisposeAsync() => writer.DisposeAsync();

    private Task<int> ExecuteAsync(
        string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] values) =>
        database.WriteAsync(
            async connection =>
            {
                await using var command = Statement.Of(connection, sql, values);
                return await command.ExecuteNonQueryAsync();
            },
            cancellationToken);
}
