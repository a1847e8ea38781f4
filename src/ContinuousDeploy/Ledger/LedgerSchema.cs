using Microsoft.Data.Sqlite;

namespace ContinuousDeploy.Ledger;

/// <summary>
/// The ledger's tables, as the steps that lead to them: step n takes a ledger from version n to n + 1. A step that has
/// been released is never changed; a new one is added. This is the only place that knows SQLite's dialect of DDL.
/// </summary>
public static class LedgerSchema
{
    private const string First =
        """
        CREATE TABLE ledger (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            schema INTEGER NOT NULL,
            commits INTEGER NOT NULL);
        INSERT INTO ledger (id, schema, commits) VALUES (1, 0, 0);

        CREATE TABLE deliveries (
            position INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            event TEXT NOT NULL,
            received INTEGER NOT NULL,
            body BLOB NULL,
            length INTEGER NOT NULL,
            completed INTEGER NULL,
            outcome TEXT NULL);
        CREATE INDEX deliveries_pending ON deliveries (position) WHERE completed IS NULL;
        CREATE INDEX deliveries_completed ON deliveries (completed) WHERE completed IS NOT NULL;

        CREATE TABLE streams (
            name TEXT PRIMARY KEY,
            version INTEGER NOT NULL,
            state TEXT NOT NULL,
            sequence INTEGER NOT NULL,
            hash BLOB NOT NULL) WITHOUT ROWID;

        CREATE TABLE events (
            stream TEXT NOT NULL REFERENCES streams (name),
            sequence INTEGER NOT NULL,
            at INTEGER NOT NULL,
            event TEXT NOT NULL,
            hash BLOB NOT NULL,
            PRIMARY KEY (stream, sequence)) WITHOUT ROWID;
        CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
            BEGIN SELECT RAISE (ABORT, 'events are append-only'); END;
        CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
            BEGIN SELECT RAISE (ABORT, 'events are append-only'); END;

        CREATE TABLE outbox (
            position INTEGER PRIMARY KEY,
            stream TEXT NOT NULL REFERENCES streams (name),
            key TEXT NOT NULL,
            command TEXT NOT NULL,
            UNIQUE (stream, key));

        CREATE TABLE posted (
            repository INTEGER NOT NULL,
            key TEXT NOT NULL,
            id INTEGER NOT NULL,
            fingerprint TEXT NOT NULL,
            PRIMARY KEY (repository, key)) WITHOUT ROWID;
        """;

    /// <summary>A digest beside each row, and of all of them in the ledger's own.</summary>
    private const string Digests =
        """
        ALTER TABLE deliveries ADD COLUMN digest INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE streams ADD COLUMN effects INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE streams ADD COLUMN digest INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE posted ADD COLUMN digest INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE ledger ADD COLUMN rows INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE ledger ADD COLUMN digest INTEGER NOT NULL DEFAULT 0;
        """;

    private static readonly string[] Steps = [First, Digests];

    /// <summary>The version this program reads and writes.</summary>
    public static int Version => Steps.Length;

    /// <summary>Brings the tables to <see cref="Version"/> in one transaction: wholly, or not at all.</summary>
    /// <exception cref="LedgerRefusedException">A newer program wrote the ledger, or it is no ledger.</exception>
    /// <exception cref="SqliteException"/>
    public static void Migrate(SqliteConnection connection)
    {
        using var transaction = connection.BeginTransaction();
        var version = VersionOf(connection, transaction);
        if (version > Version)
        {
            throw new LedgerRefusedException(
                $"The ledger has schema version {version}; this program knows versions up to {Version}. "
                + "Start the newer program again, or restore a backup from before the upgrade.");
        }

        if (version == Version)
        {
            return;
        }

        foreach (var step in Steps.Skip(version))
        {
            Execute(connection, transaction, step);
        }

        Execute(connection, transaction, $"UPDATE ledger SET schema = {Version}");
        WriteDigests(connection, transaction);
        transaction.Commit();
    }

    /// <summary>Takes the rows for what they should be: until now nothing said what that is.</summary>
    private static void WriteDigests(SqliteConnection connection, SqliteTransaction transaction)
    {
        RowDigestFill.Fill(connection, transaction);
        var rows = RowVerification.Of(connection).Sum;
        var commits = Scalar(connection, transaction, "SELECT commits FROM ledger");
        Execute(
            connection,
            transaction,
            $"UPDATE ledger SET rows = {rows}, digest = {RowDigest.OfLedger(Version, commits, rows)}");
    }

    private static int VersionOf(SqliteConnection connection, SqliteTransaction transaction)
    {
        if (Scalar(connection, transaction, "SELECT count(*) FROM sqlite_master WHERE name = 'ledger'") == 1)
        {
            return (int)Scalar(connection, transaction, "SELECT schema FROM ledger");
        }

        return Scalar(connection, transaction, "SELECT count(*) FROM sqlite_master") == 0
            ? 0
            : throw new LedgerRefusedException(
                $"{connection.DataSource} holds tables and is not a ledger. "
                + "Name another file in Ledger:ConnectionString, or restore a backup of the ledger.");
    }

    private static long Scalar(SqliteConnection connection, SqliteTransaction transaction, string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return command.ExecuteScalar() is long number
            ? number
            : throw new LedgerRefusedException("The ledger is damaged: its own row is missing or was changed. Restore a backup.");
    }

    private static void Execute(SqliteConnection connection, SqliteTransaction transaction, string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
