using Npgsql;

namespace ContinuousDeploy.Ledger.Postgres;

/// <summary>Marks a delivery as worked off, within a transaction. Its row is locked: another node may be as far.</summary>
internal sealed class PostgresCompletion(string delivery, string outcome, long now)
{
    /// <returns>The number of rows that changed: 0 where it was completed already.</returns>
    public async Task<int> SaveAsync(NpgsqlConnection connection)
    {
        if (await DigestAsync(connection) is not { } digest)
        {
            return 0;
        }

        await using var command = Statement.Of(
            connection,
            "UPDATE deliveries SET completed = @now, outcome = @outcome, body = NULL, digest = @digest WHERE id = @id",
            ("now", now),
            ("outcome", outcome),
            ("digest", digest),
            ("id", delivery));
        return await command.ExecuteNonQueryAsync();
    }

    private async Task<long?> DigestAsync(NpgsqlConnection connection)
    {
        await using var command = Statement.Of(
            connection,
            "SELECT event, received, length FROM deliveries WHERE id = @id AND completed IS NULL FOR UPDATE",
            ("id", delivery));
        await using var row = await command.ExecuteReaderAsync();
        return await row.ReadAsync()
            ? RowDigest.OfDelivery(
                delivery, row.GetString(0), row.GetInt64(1), body: null, row.GetInt32(2), now, outcome)
            : null;
    }
}
