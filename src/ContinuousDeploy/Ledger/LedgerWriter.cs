using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace ContinuousDeploy.Ledger;

/// <summary>
/// The one writer of the ledger. Callers that ask at the same time share a transaction, so that they share its flush to
/// disk; each gets its own outcome, and only after the flush.
/// </summary>
public sealed class LedgerWriter : IAsyncDisposable
{
    /// <summary>How many callers share a transaction at most: it bounds how long the last of them waits.</summary>
    private const int BatchSize = 128;

    /// <summary>How many callers may wait. Beyond it the ledger is unavailable: GitHub delivers again later.</summary>
    private const int QueueSize = 8_192;

    private readonly Channel<LedgerWork> queue = Channel.CreateBounded<LedgerWork>(
        new BoundedChannelOptions(QueueSize) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly SqliteDatabase database;
    private readonly CommitMark mark;
    private readonly LedgerReserve reserve;
    private readonly Task loop;
    private WriterSession? session;

    /// <param name="session">Open and migrated; the writer owns it from now on, as it does the mark.</param>
    public LedgerWriter(SqliteDatabase database, WriterSession session, CommitMark mark, LedgerReserve reserve)
    {
        this.reserve = reserve;
        this.database = database;
        this.session = session;
        this.mark = mark;

        // A thread of its own: a flush to disk blocks, and the pool's few threads answer webhooks.
        loop = Task.Factory.StartNew(
            Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Why the last write failed, or null where it did not.</summary>
    public string? Trouble { get; private set; }

    /// <summary>
    /// Runs statements in the next transaction. More than one go through <see cref="WriterSession.Isolated"/>: the
    /// transaction is shared, and a mistake in the second must take back the first.
    /// </summary>
    /// <returns>Their result, once it is on disk.</returns>
    /// <exception cref="LedgerUnavailableException">Whether they took effect is unknown.</exception>
    public Task<T> RunAsync<T>(
        Func<WriterSession, T> statements, LedgerSpace space, CancellationToken cancellationToken)
    {
        var work = new LedgerWork<T>(statements, space, cancellationToken);
        if (!queue.Writer.TryWrite(work))
        {
            throw new LedgerUnavailableException(
                $"The ledger {database.FilePath} is stopping, or {QueueSize} writers wait already. Try again later.");
        }

        return work.Completion.WaitAsync(cancellationToken);
    }

    /// <summary>Finishes what was asked for and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await loop;
        session?.Dispose();
        mark.Dispose();
    }

    private void Run()
    {
        var batch = new List<LedgerWork>(BatchSize);
        while (queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (batch.Count < BatchSize && queue.Reader.TryRead(out var work))
            {
                batch.Add(work);
            }

            Commit(batch);
            batch.Clear();
        }
    }

    private void Commit(List<LedgerWork> batch)
    {
        try
        {
            session ??= Reopen();
            session.Begin();
            foreach (var work in batch)
            {
                Execute(work, session);
            }

            Acknowledge(session.Commit(), session);
            Trouble = reserve.IsKept ? null : Full().Message;
        }
        catch (Exception failure)
        {
            // Of any kind, and not hidden: every caller of the batch gets it, and the next batch begins with a new
            // connection. One that were missed would leave the callers waiting for ever.
            if (failure is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL })
            {
                reserve.Release();
            }

            GiveUp(batch, Meaning(failure));
            return;
        }

        foreach (var work in batch)
        {
            work.Complete();
        }
    }

    private void Execute(LedgerWork work, WriterSession session)
    {
        if (work.IsOver)
        {
            return;
        }

        if (work.Space is LedgerSpace.Free && !reserve.TryRestore())
        {
            work.Fail(Full());
            return;
        }

        try
        {
            work.Execute(session);
        }
        catch (SqliteException mistake) when (mistake.SqliteErrorCode == SQLitePCL.raw.SQLITE_CONSTRAINT)
        {
            work.Fail(mistake);
        }
    }

    private void Acknowledge(long commit, WriterSession written)
    {
        if (!written.IsInPlace)
        {
            throw Vanished();
        }

        mark.Write(commit);
    }

    private WriterSession Reopen()
    {
        database.CloseReaders();
        var connection = database.OpenForWriting(create: false);
        try
        {
            LedgerInspection.FindLostCommits(connection, mark);
            return new WriterSession(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void GiveUp(List<LedgerWork> batch, Exception reason)
    {
        Trouble = reason.Message;
        session?.Dispose();
        session = null;
        foreach (var work in batch)
        {
            work.Fail(reason);
        }
    }

    private Exception Meaning(Exception failure) => failure switch
    {
        SqliteException sqlite => database.Unavailable(sqlite) ?? failure,
        IOException or UnauthorizedAccessException => new LedgerUnavailableException(
            $"The mark {mark.FilePath} cannot be written: {failure.Message}", failure),
        LedgerRefusedException => new LedgerUnavailableException(failure.Message, failure),
        _ => failure,
    };

    private LedgerUnavailableException Full() => new(
        $"The disk of the ledger {database.FilePath} is full: free space on it. What is under way comes to its end on the "
        + "space that was kept for it; nothing new is taken.");

    private LedgerUnavailableException Vanished() => new(
        $"The ledger {database.FilePath} was deleted or replaced while it was open. Put the file back.");
}
