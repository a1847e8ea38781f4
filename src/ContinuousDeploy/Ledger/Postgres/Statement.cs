using Npgsql;

namespace ContinuousDeploy.Ledger.Postgres;

/// <summary>SQL with its values. Values never become part of the text.</summary>
internal static class Statement
{
    public static NpgsqlCommand Of(
        NpgsqlConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }

    /// <summary>Adds a statement to a batch, which takes one round trip to the server in all.</summary>
    public static void Add(
        this NpgsqlBatch batch, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        batch.BatchCommands.Add(command);
    }
}
