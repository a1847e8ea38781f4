using System.Data.Common;
using System.Globalization;

namespace ContinuousDeploy.Ledger;

/// <summary>Writes the digests of rows that are older than digests are.</summary>
public static class RowDigestFill
{
    /// <exception cref="DbException"/>
    public static void Fill(DbConnection connection, DbTransaction transaction)
    {
        var effects = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var row in Rows(connection, transaction, "SELECT stream, key, command FROM outbox"))
        {
            var stream = (string)row[0];
            effects[stream] = effects.GetValueOrDefault(stream) + RowDigest.Of(RowDigest.Table.Outbox, row);
        }

        foreach (var row in Rows(connection, transaction, "SELECT name, version, state, sequence, hash FROM streams"))
        {
            var begun = effects.GetValueOrDefault((string)row[0]);
            var digest = RowDigest.Of(RowDigest.Table.Streams, [.. row, begun]);
            Update(connection, transaction, $"UPDATE streams SET effects = {Text(begun)}, digest = {Text(digest)} WHERE name = @k0", row[0]);
        }

        const string deliveries = "SELECT id, event, received, body, length, completed, outcome FROM deliveries";
        foreach (var row in Rows(connection, transaction, deliveries))
        {
            var digest = RowDigest.Of(RowDigest.Table.Deliveries, row);
            Update(connection, transaction, $"UPDATE deliveries SET digest = {Text(digest)} WHERE id = @k0", row[0]);
        }

        foreach (var row in Rows(connection, transaction, "SELECT repository, key, id, fingerprint FROM posted"))
        {
            var digest = RowDigest.Of(RowDigest.Table.Posted, row);
            Update(
                connection,
                transaction,
                $"UPDATE posted SET digest = {Text(digest)} WHERE repository = @k0 AND key = @k1",
                row[0],
                row[1]);
        }
    }

    // Read to the end before the first is changed: a statement must not run over rows that move under it.
    private static List<object[]> Rows(DbConnection connection, DbTransaction transaction, string sql)
    {
        using var command = Command(connection, transaction, sql);
        using var row = command.ExecuteReader();
        var rows = new List<object[]>();
        while (row.Read())
        {
            var values = new object[row.FieldCount];
            row.GetValues(values);
            rows.Add(values);
        }

        return rows;
    }

    private static void Update(DbConnection connection, DbTransaction transaction, string sql, params object[] key)
    {
        using var command = Command(connection, transaction, sql);
        for (var part = 0; part < key.Length; part++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"k{part}";
            parameter.Value = key[part];
            command.Parameters.Add(parameter);
        }

        command.ExecuteNonQuery();
    }

    private static DbCommand Command(DbConnection connection, DbTransaction transaction, string sql)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return command;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
