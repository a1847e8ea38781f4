using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace ContinuousDeploy.Ledger;

/// <summary>One SQLite file: how it is opened, and which of its failures mean that the ledger is unavailable.</summary>
public sealed class SqliteDatabase
{
    /// <summary>How long a statement waits for another process's lock, in seconds.</summary>
    private const int BusyTimeoutSeconds = 2;

    /// <summary>
    /// The write-ahead log is copied into the database once it holds this many pages (4 KiB each). SQLite's default of
    /// 1,000 would interrupt a burst of webhooks several times a second.
    /// </summary>
    private const int CheckpointPages = 8_192;

    private readonly string reading;
    private readonly string writing;
    private readonly string creating;

    /// <exception cref="ArgumentException">The connection string names no file.</exception>
    public SqliteDatabase(string connectionString)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString);
        if (builder.DataSource is "" or ":memory:" || builder.Mode == SqliteOpenMode.Memory)
        {
            throw new ArgumentException("it must name a file: 'Data Source=/path/to/ledger.db'.");
        }

        FilePath = Path.GetFullPath(builder.DataSource);
        builder.DataSource = FilePath;
        builder.ForeignKeys = true;
        builder.DefaultTimeout = BusyTimeoutSeconds;
        builder.Mode = SqliteOpenMode.ReadWrite;
        reading = builder.ToString();
        builder.Pooling = false;
        writing = builder.ToString();
        builder.Mode = SqliteOpenMode.ReadWriteCreate;
        creating = builder.ToString();
    }

    public string FilePath { get; }

    /// <summary>
    /// Opens the one connection that writes. Only the first opening may create the file: one that vanishes later must
    /// be noticed, not replaced by an empty one.
    /// </summary>
    /// <exception cref="SqliteException"/>
    public SqliteConnection OpenForWriting(bool create)
    {
        var connection = new SqliteConnection(create ? creating : writing);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText =
                $"""
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA wal_autocheckpoint = {CheckpointPages};
                """;
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a connection that only reads; when it is disposed of, it waits for the next reader.</summary>
    /// <exception cref="SqliteException"/>
    public SqliteConnection OpenForReading()
    {
        var connection = new SqliteConnection(reading);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Closes idle readers, so that the next ones open the file that is there now.</summary>
    public void CloseReaders()
    {
        using var connection = new SqliteConnection(reading);
        SqliteConnection.ClearPool(connection);
    }

    /// <summary>
    /// What the failure of a statement means: the exception to tell callers, or null where it is a mistake of ours and
    /// trying again would not help.
    /// </summary>
    public LedgerUnavailableException? Unavailable(DbException failure) => failure is not SqliteException sqlite
        ? null
        : Primary(sqlite) switch
        {
            SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED => Because(
                "locked", "another process holds its write lock; end that process", sqlite),
            SQLitePCL.raw.SQLITE_FULL => Because("full", "free space on its disk", sqlite),
            SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_PERM or SQLitePCL.raw.SQLITE_AUTH => Because(
                "read-only", "give the bot's user the right to write it, the files beside it and their folder", sqlite),
            SQLitePCL.raw.SQLITE_CANTOPEN => Because(
                "not there", "put it back and check the rights on its folder", sqlite),
            SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB => Because(
                "damaged", "restore a backup", sqlite),
            SQLitePCL.raw.SQLITE_IOERR or SQLitePCL.raw.SQLITE_NOMEM or SQLitePCL.raw.SQLITE_PROTOCOL
                or SQLitePCL.raw.SQLITE_INTERRUPT => Because("failing", "check its disk", sqlite),
            _ => null,
        };

    private static int Primary(SqliteException failure) => failure.SqliteErrorCode & 0xff;

    private LedgerUnavailableException Because(string state, string next, Exception failure) =>
        new($"The ledger {FilePath} is {state}: {next}. Nothing was acknowledged.", failure);
}
