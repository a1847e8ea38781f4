using Microsoft.Data.Sqlite;

namespace ContinuousDeploy.Ledger;

/// <summary>
/// Whether the indexes of the deliveries name each row once and nothing else: through them a delivery is known again,
/// and found that waits. SQLite's own check of indexes searches for every row, 4 s for a million of them; sums over
/// both sides take 1 s.
/// </summary>
internal static class DeliveryIndexes
{
    // A prime above 2^29: no change of a single byte of a number leaves the number modulo it as it was.
    private const string Prime = "1000000007";

    private static readonly (string Index, string Rows, string Sum)[] Numbers =
    [
        ("deliveries_pending", "completed IS NULL", $"sum(position % {Prime})"),
        ("deliveries_completed", "completed IS NOT NULL", $"sum((completed * 31 + position) % {Prime})"),
    ];

    /// <returns>The first index that is wrong, or null.</returns>
    /// <exception cref="SqliteException"/>
    public static string? Fault(SqliteConnection connection)
    {
        foreach (var (index, rows, sum) in Numbers)
        {
            using var command = connection.CreateCommand();
            command.CommandText =
                $"""
                SELECT (SELECT count(*) || ' ' || coalesce({sum}, 0) FROM deliveries INDEXED BY {index} WHERE {rows})
                    = (SELECT count(*) || ' ' || coalesce({sum}, 0) FROM deliveries NOT INDEXED WHERE {rows})
                """;
            if (command.ExecuteScalar() is not 1L)
            {
                return index;
            }
        }

        const string ids = "sqlite_autoindex_deliveries_1";
        return SumOfIds(connection, $"INDEXED BY {ids}") == SumOfIds(connection, "NOT INDEXED") ? null : ids;
    }

    private static long SumOfIds(SqliteConnection connection, string how)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT id, position FROM deliveries {how}";
        using var row = command.ExecuteReader();
        var sum = 0L;
        while (row.Read())
        {
            var id = row.GetValue(0);
            sum += RowDigest.At(id is string text ? Number(text) : id.GetType().Name.Length, row.GetInt64(1));
        }

        return sum;
    }

    /// <summary>FNV-1a over the characters: quick, and another for every text that differs in one of them.</summary>
    private static long Number(string text)
    {
        var hash = 0xcbf29ce484222325;
        foreach (var character in text)
        {
            hash = (hash ^ character) * 0x100000001b3;
        }

        return (long)hash;
    }
}
