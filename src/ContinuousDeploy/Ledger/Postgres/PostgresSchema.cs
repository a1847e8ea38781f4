using Npgsql;

namespace ContinuousDeploy.Ledger.Postgres;

/// <summary>
/// The ledger's tables, as the steps that lead to them: step n takes a ledger from version n to n + 1. A step that has
/// been released is never changed; a new one is added. Names are compared byte by byte, as SQLite does.
/// </summary>
public static class PostgresSchema
{
    private const string First =
        """
        CREATE TABLE ledger (id int PRIMARY KEY CHECK (id = 1), schema int NOT NULL);
        INSERT INTO ledger (id, schema) VALUES (1, 0);

        CREATE TABLE deliveries (
            position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            id text COLLATE "C" NOT NULL UNIQUE,
            event text NOT NULL,
            received bigint NOT NULL,
            body bytea NULL,
            length int NOT NULL,
            completed bigint NULL,
            outcome text NULL);
        CREATE INDEX deliveries_pending ON deliveries (position) WHERE completed IS NULL;
        CREATE INDEX deliveries_completed ON deliveries (completed) WHERE completed IS NOT NULL;

        CREATE TABLE streams (
            name text COLLATE "C" PRIMARY KEY,
            version bigint NOT NULL,
            state text NOT NULL,
            sequence bigint NOT NULL,
            hash bytea NOT NULL);

        CREATE TABLE events (
            stream text COLLATE "C" NOT NULL REFERENCES streams (name),
            sequence bigint NOT NULL,
            at bigint NOT NULL,
            event text NOT NULL,
            hash bytea NOT NULL,
            PRIMARY KEY (stream, sequence));
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql
            AS 'BEGIN RAISE EXCEPTION ''events are append-only''; END';
        CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
        CREATE TRIGGER events_are_not_deleted BEFORE DELETE OR TRUNCATE ON events
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

        CREATE TABLE outbox (
            position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            stream text COLLATE "C" NOT NULL REFERENCES streams (name),
            key text COLLATE "C" NOT NULL,
            command text NOT NULL,
            UNIQUE (stream, key));

        CREATE TABLE posted (
            repository bigint NOT NULL,
            key text COLLATE "C" NOT NULL,
            id bigint NOT NULL,
            fingerprint text NOT NULL,
            PRIMARY KEY (repository, key));

        CREATE TABLE membership (id int PRIMARY KEY CHECK (id = 1), version int NOT NULL);
        INSERT INTO membership (id, version) VALUES (1, 0);
        CREATE TABLE nodes (
            address text COLLATE "C" PRIMARY KEY,
            tag bigint NOT NULL,
            entry text NOT NULL,
            started bigint NOT NULL,
            alive bigint NOT NULL,
            dead boolean NOT NULL);
        """;

    /// <summary>A digest beside each row.</summary>
    private const string Digests =
        """
        ALTER TABLE deliveries ADD COLUMN digest bigint NOT NULL DEFAULT 0;
        ALTER TABLE streams ADD COLUMN effects bigint NOT NULL DEFAULT 0;
        ALTER TABLE streams ADD COLUMN digest bigint NOT NULL DEFAULT 0;
        ALTER TABLE posted ADD COLUMN digest bigint NOT NULL DEFAULT 0;
        """;

    private static readonly string[] Steps = [First, Digests];

    /// <summary>The version this program reads and writes.</summary>
    public static int Version => Steps.Length;

    /// <summary>
    /// Brings the tables to <see cref="Version"/> in one transaction: wholly, or not at all. Nodes that start at the
    /// same time wait for one another.
    /// </summary>
    /// <exception cref="LedgerRefusedException">A newer program wrote the ledger, or it is no ledger.</exception>
    /// <exception cref="NpgsqlException"/>
    public static void Migrate(NpgsqlConnection connection)
    {
        using var transaction = connection.BeginTransaction();
        Execute(connection, "SET LOCAL lock_timeout = '60s'; SET LOCAL idle_in_transaction_session_timeout = '60s'");
        Execute(connection, $"SELECT pg_advisory_xact_lock({PostgresLocks.Schema})");
        var version = VersionOf(connection);
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
            Execute(connection, step);
        }

        RowDigestFill.Fill(connection, transaction);
        Execute(connection, $"UPDATE ledger SET schema = {Version}");
        transaction.Commit();
    }

    private static int VersionOf(NpgsqlConnection connection)
    {
        const string tables =
            $"SELECT count(*) FROM pg_tables WHERE schemaname = '{PostgresConnectionString.Schema}'";
        if (Scalar<long>(connection, $"{tables} AND tablename = 'ledger'") == 1)
        {
            return Scalar<int>(connection, "SELECT schema FROM ledger");
        }

        if (Scalar<long>(connection, tables) > 0)
        {
            throw new LedgerRefusedException(
                $"The schema {PostgresConnectionString.Schema} of database '{connection.Database}' holds tables and is "
                + "not a ledger. Name another database in Ledger:ConnectionString.");
        }

        Execute(connection, $"CREATE SCHEMA IF NOT EXISTS {PostgresConnectionString.Schema}");
        return 0;
    }

    private static T Scalar<T>(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        return (T)command.ExecuteScalar()!;
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
