using Microsoft.Data.Sqlite;

namespace ContinuousDeploy.Ledger;

/// <summary>
/// What is checked before a ledger in a file is used: whole pages, indexes that name every row, no commit lost, every
/// row and every event as it was written, none missing and none too many.
/// </summary>
public static class LedgerInspection
{
    /// <summary>Checks all of it, on connections side by side: a ledger of a million rows is read within seconds.</summary>
    /// <exception cref="LedgerRefusedException"/>
    /// <exception cref="SqliteException"/>
    public static void Inspect(SqliteDatabase database, CommitMark mark)
    {
        Action<SqliteConnection>[] checks = [connection => FindLostCommits(connection, mark), CheckPages, CheckRows];
        var running = checks.Select(check => Task.Run(() => Check(database, check))).ToList();

        // In this order, so that the first fault is told: pages that are damaged explain whatever comes after.
        Task.WaitAll([.. running.Select(task => task.ContinueWith(_ => { }, TaskScheduler.Default))]);
        running.ForEach(task => task.GetAwaiter().GetResult());
    }

    private static void Check(SqliteDatabase database, Action<SqliteConnection> check)
    {
        using var connection = database.OpenForReading();
        check(connection);
    }

    private static void CheckPages(SqliteConnection connection)
    {
        // The first reads every page; the second compares indexes with rows, which is quick where there are few.
        foreach (var check in (string[])["quick_check(1)", "integrity_check(outbox)"])
        {
            if (Scalar<string>(connection, $"PRAGMA {check}") is var damage && damage != "ok")
            {
                throw Damaged(damage);
            }
        }

        if (DeliveryIndexes.Fault(connection) is { } index)
        {
            throw Damaged($"index {index} does not fit its rows");
        }
    }

    private static void CheckRows(SqliteConnection connection)
    {
        if (ChainVerification.FirstFault(connection, CancellationToken.None) is { } fault)
        {
            throw new LedgerRefusedException($"The ledger was tampered with or damaged: {fault}. Restore a backup.");
        }

        if (FaultOfRows(connection) is { } rows)
        {
            throw Damaged(rows);
        }
    }

    /// <exception cref="LedgerRefusedException"/>
    /// <exception cref="SqliteException"/>
    public static void FindLostCommits(SqliteConnection connection, CommitMark mark)
    {
        var commits = Scalar<long>(connection, "SELECT commits FROM ledger");
        if (commits < mark.Acknowledged)
        {
            throw new LedgerRefusedException(
                $"The ledger ends at commit {commits}, but commit {mark.Acknowledged} was acknowledged: it lost rows "
                + $"or is an older copy. Restore the newest backup; to go on with this one, delete {mark.FilePath}.");
        }
    }

    /// <summary>What the file's own row must say of the others, and of itself.</summary>
    private static string? FaultOfRows(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT schema, commits, rows, digest FROM ledger";
        using var row = command.ExecuteReader();
        if (!row.Read() || row.GetInt64(3) != RowDigest.OfLedger(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)))
        {
            return "its own row was changed";
        }

        var found = RowVerification.Of(connection);
        return found.Fault ?? (found.Sum == row.GetInt64(2) ? null : "rows are missing, or too many");
    }

    private static LedgerRefusedException Damaged(string what) =>
        new($"The ledger is damaged: {what}. Restore a backup.");

    private static T Scalar<T>(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is T value ? value : throw Damaged("its own row is missing or was changed");
    }
}
