using Microsoft.Data.Sqlite;

namespace ContinuousDeploy.Ledger;

/// <summary>What is checked before a ledger is used: whole pages, no commit lost, no event changed.</summary>
public static class LedgerInspection
{
    /// <exception cref="LedgerRefusedException"/>
    /// <exception cref="SqliteException"/>
    public static void Inspect(SqliteConnection connection, CommitMark mark)
    {
        var damage = Scalar<string>(connection, "PRAGMA quick_check(1)");
        if (damage != "ok")
        {
            throw new LedgerRefusedException($"The ledger is damaged: {damage}. Restore a backup.");
        }

        FindLostCommits(connection, mark);
        if (ChainVerification.FirstFault(connection, CancellationToken.None) is { } fault)
        {
            throw new LedgerRefusedException($"The ledger was tampered with or damaged: {fault}. Restore a backup.");
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

    private static T Scalar<T>(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (T)command.ExecuteScalar()!;
    }
}
