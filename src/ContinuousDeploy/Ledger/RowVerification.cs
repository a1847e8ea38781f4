using System.Data.Common;

namespace ContinuousDeploy.Ledger;

/// <summary>Reads every row of a ledger and finds the first that is not what was written.</summary>
public sealed class RowVerification
{
    private readonly Dictionary<string, long> effects = new(StringComparer.Ordinal);

    private RowVerification()
    {
    }

    /// <summary>The sum of all rows, each at its place, modulo 2^64: a row too few or too many changes it.</summary>
    public long Sum { get; private set; }

    /// <summary>What is wrong with the first bad row, or null where each is what was written.</summary>
    public string? Fault { get; private set; }

    /// <exception cref="DbException"/>
    public static RowVerification Of(DbConnection connection)
    {
        var verification = new RowVerification();
        verification.Run(connection);
        return verification;
    }

    private void Run(DbConnection connection)
    {
        Read(connection, "SELECT position, stream, key, command FROM outbox ORDER BY position", Effect);
        Read(
            connection,
            "SELECT digest, name, version, state, sequence, hash, effects FROM streams ORDER BY name",
            row => Stream(row, Digest(row, RowDigest.Table.Streams)));
        Read(
            connection,
            """
            SELECT digest, id, event, received, body, length, completed, outcome, position FROM deliveries
            ORDER BY position
            """,
            row => Delivery(row, Digest(row, RowDigest.Table.Deliveries, besides: 1)));
        Read(
            connection,
            "SELECT digest, repository, key, id, fingerprint FROM posted ORDER BY repository, key",
            row => Row(row, Digest(row, RowDigest.Table.Posted), $"what is posted as '{row.GetValue(2)}'"));
        foreach (var stream in effects.Where(stream => stream.Value != 0))
        {
            Fault ??= $"the effects of stream '{stream.Key}' are not those it has begun";
        }
    }

    private void Effect(DbDataReader row)
    {
        var digest = RowDigest.Of(RowDigest.Table.Outbox, row.GetValue(1), row.GetValue(2), row.GetValue(3));
        Sum += RowDigest.At(digest, row.GetInt64(0));
        var stream = $"{row.GetValue(1)}";
        effects[stream] = effects.GetValueOrDefault(stream) + digest;
    }

    private void Stream(DbDataReader row, long digest)
    {
        Row(row, digest, $"the state of stream '{row.GetValue(1)}'");
        var stream = $"{row.GetValue(1)}";
        if (effects.TryGetValue(stream, out var begun) || row.GetValue(6) is not 0L)
        {
            // What is left over is not 0 where an effect is missing, is another, or is there too much.
            effects[stream] = begun - (row.GetValue(6) as long? ?? 1);
        }
    }

    private void Delivery(DbDataReader row, long digest)
    {
        Row(row, digest, $"delivery {row.GetValue(1)}");
        Sum += RowDigest.At(digest, row.GetInt64(8)) - digest;
    }

    private void Row(DbDataReader row, long digest, string what)
    {
        Sum += digest;
        if (row.GetValue(0) is not long written || written != digest)
        {
            Fault ??= $"{what} was changed";
        }
    }

    /// <summary>The digest that the row should have: of all its values but the first, which is the one it has.</summary>
    private static long Digest(DbDataReader row, string table, int besides = 0)
    {
        var values = new object[row.FieldCount - 1 - besides];
        for (var column = 0; column < values.Length; column++)
        {
            values[column] = row.GetValue(column + 1);
        }

        return RowDigest.Of(table, values);
    }

    private static void Read(DbConnection connection, string sql, Action<DbDataReader> read)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            read(row);
        }
    }
}
