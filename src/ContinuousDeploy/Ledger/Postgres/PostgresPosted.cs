namespace ContinuousDeploy.Ledger.Postgres;

/// <summary>What was posted, in the database.</summary>
public sealed class PostgresPosted(PostgresDatabase database) : IPostedStore
{
    public Task<PostedEntry?> FindAsync(long repository, string key, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection =>
            {
                await using var command = Statement.Of(
                    connection,
                    SharedStatements.FindPosted,
                    ("repository", repository),
                    ("key", key));
                await using var row = await command.ExecuteReaderAsync();
                return await row.ReadAsync() ? LedgerRows.Posted(row) : null;
            },
            cancellationToken);

    public Task SaveAsync(long repository, string key, PostedEntry posted, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async connection =>
            {
                await using var command = Statement.Of(
                    connection,
                    SharedStatements.SavePosted,
                    ("repository", repository),
                    ("key", key),
                    ("id", posted.Id),
                    ("fingerprint", posted.Fingerprint),
                    ("digest", RowDigest.OfPosted(repository, key, posted.Id, posted.Fingerprint)));
                return await command.ExecuteNonQueryAsync();
            },
            cancellationToken);
}
