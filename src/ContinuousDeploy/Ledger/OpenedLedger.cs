using Microsoft.Data.Sqlite;

namespace ContinuousDeploy.Ledger;

/// <summary>
/// The ledger in a file, open: migrated, checked, and with its one writer running.
/// </summary>
public sealed class OpenedLedger : IOpenedLedger
{
    private readonly SqliteDatabase database;
    private readonly LedgerLock alone;
    private readonly LedgerWriter writer;

    private OpenedLedger(
        SqliteDatabase database, LedgerLock alone, WriterSession session, CommitMark mark, TimeProvider time)
    {
        this.database = database;
        this.alone = alone;
        writer = new LedgerWriter(database, session, mark, new LedgerReserve(database.FilePath));
        var reader = new LedgerReader(database);
        Inbox = new Inbox(writer, reader, time);
        Streams = new StreamStore(writer, reader, time);
        Posted = new PostedStore(writer, reader);
    }

    public IInbox Inbox { get; }

    public ILedger Streams { get; }

    public IPostedStore Posted { get; }

    public string Place => database.FilePath;

    public string? Trouble => writer.Trouble;

    /// <summary>
    /// Makes the ledger where there is none, brings an older one to the present schema, and checks that nothing that
    /// was ever acknowledged is missing.
    /// </summary>
    /// <exception cref="LedgerUnavailableException"/>
    /// <exception cref="LedgerRefusedException"/>
    public static OpenedLedger Open(LedgerOptions options, TimeProvider time)
    {
        var database = new SqliteDatabase(options.ConnectionString);
        SqliteConnection? connection = null;
        CommitMark? mark = null;
        LedgerLock? alone = null;
        try
        {
            connection = database.OpenForWriting(create: true);
            alone = new LedgerLock(database.FilePath);
            LedgerSchema.Migrate(connection);
            mark = new CommitMark(database.FilePath);
            LedgerInspection.Inspect(database, mark);
            return new OpenedLedger(database, alone, new WriterSession(connection), mark, time);
        }
        catch (Exception failure)
        {
            // Whatever it was, the half-opened files are closed before it is passed on.
            mark?.Dispose();
            connection?.Dispose();
            database.CloseReaders();
            alone?.Dispose();
            if (Meaning(database, failure) is { } meaning)
            {
                throw meaning;
            }

            throw;
        }
    }

    public async Task<ChainFault?> VerifyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = database.OpenForReading();
            return ChainVerification.FirstFault(connection, cancellationToken);
        }
        catch (SqliteException failure) when (database.Unavailable(failure) is { } unavailable)
        {
            throw unavailable;
        }
    }

    public async ValueTask DisposeAsync()
    {
        database.CloseReaders();
        await writer.DisposeAsync();
        alone.Dispose();
    }

    private static Exception? Meaning(SqliteDatabase database, Exception failure) => failure switch
    {
        SqliteException sqlite when database.Unavailable(sqlite) is { } unavailable => unavailable,

        // No statement of ours is wrong by itself: tables or rows are not what they were made as.
        SqliteException or InvalidCastException or InvalidOperationException or FormatException => new LedgerRefusedException(
            $"The ledger {database.FilePath} is damaged: {failure.Message} Restore a backup."),
        IOException or UnauthorizedAccessException => new LedgerUnavailableException(
            $"The folder of the ledger {database.FilePath} cannot be written: {failure.Message}", failure),
        _ => null,
    };
}
