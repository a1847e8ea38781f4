using Microsoft.Data.Sqlite;

namespace ContinuousDeploy.Ledger;

/// <summary>The writer's connection with its prepared statements. One thread uses it; a failure ends it.</summary>
public sealed class WriterSession(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> statements = [];
    private SqliteTransaction? transaction;
    private LedgerRow ledger = new(0, 0, 0);

    /// <summary>
    /// The sum of the digests of all rows (<see cref="RowVerification.Sum"/>). Who adds a row adds to it, who removes or
    /// changes one takes away what it was.
    /// </summary>
    public long Rows { get; set; }

    /// <summary>False once the ledger's files were deleted or replaced under the open connection.</summary>
    public bool IsInPlace => LedgerFiles.AreInPlace(connection);

    /// <summary>Takes the write lock.</summary>
    public void Begin()
    {
        transaction = connection.BeginTransaction(deferred: false);
        ledger = First(
            "SELECT schema, commits, rows FROM ledger",
            row => new LedgerRow(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)))!;
        Rows = ledger.Rows;
    }

    /// <summary>Writes the transaction to disk and numbers it.</summary>
    /// <returns>The commit's number.</returns>
    public long Commit()
    {
        var commits = ledger.Commits + 1;
        Execute(
            "UPDATE ledger SET commits = @commits, rows = @rows, digest = @digest",
            ("@commits", commits),
            ("@rows", Rows),
            ("@digest", RowDigest.OfLedger(ledger.Schema, commits, Rows)));
        transaction!.Commit();
        transaction.Dispose();
        transaction = null;
        return commits;
    }

    /// <summary>Runs one caller's statements; where they throw, they alone are taken back.</summary>
    public T Isolated<T>(Func<WriterSession, T> statements)
    {
        var before = Rows;
        Execute("SAVEPOINT turn");
        try
        {
            var result = statements(this);
            Execute("RELEASE turn");
            return result;
        }
        catch (SqliteException)
        {
            RollBack();
            Rows = before;
            throw;
        }
    }

    /// <returns>The number of rows that changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> values) =>
        Prepare(sql, values).ExecuteNonQuery();

    /// <returns>What <paramref name="read"/> makes of the first row; its default where there is none.</returns>
    public T? First<T>(
        string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var reader = Prepare(sql, values).ExecuteReader();
        return reader.Read() ? read(reader) : default;
    }

    /// <summary>Runs a statement that answers rows, all of them.</summary>
    public void Each(
        string sql, Action<SqliteDataReader> read, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var reader = Prepare(sql, values).ExecuteReader();
        while (reader.Read())
        {
            read(reader);
        }
    }

    public void Dispose()
    {
        foreach (var statement in statements.Values)
        {
            statement.Dispose();
        }

        transaction?.Dispose();
        connection.Dispose();
    }

    private void RollBack()
    {
        // A failure such as a full disk can have ended the whole transaction already; its commit will say so.
        if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0)
        {
            Execute("ROLLBACK TO turn");
            Execute("RELEASE turn");
        }
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<(string Name, object? Value)> values)
    {
        if (!statements.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, _) in values)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = name });
            }

            statements[sql] = command;
        }

        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i].Value ?? DBNull.Value;
        }

        return command;
    }

    /// <summary>The ledger's own row as the transaction found it.</summary>
    private sealed record LedgerRow(long Schema, long Commits, long Rows);
}
