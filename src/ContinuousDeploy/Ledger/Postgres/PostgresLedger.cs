using System.Data;

namespace ContinuousDeploy.Ledger.Postgres;

/// <summary>The ledger in a PostgreSQL database, open. Any number of nodes may have it open at once.</summary>
public sealed class PostgresLedger : IOpenedLedger
{
    private readonly PostgresDatabase database;
    private readonly PostgresInbox inbox;

    private PostgresLedger(PostgresDatabase database, TimeProvider time)
    {
        this.database = database;
        inbox = new PostgresInbox(database, time);
        Streams = new PostgresStreams(database, time);
        Posted = new PostgresPosted(database);
    }

    public IInbox Inbox => inbox;

    public ILedger Streams { get; }

    public IPostedStore Posted { get; }

    public string Place => database.Place;

    /// <summary>A server that cannot write fails reads too, or is asked for by its own monitoring.</summary>
    public string? Trouble => null;

    /// <summary>
    /// Makes the ledger where there is none, brings an older one to the present schema, and checks every row and every
    /// stream's chain of events.
    /// </summary>
    /// <exception cref="LedgerUnavailableException"/>
    /// <exception cref="LedgerRefusedException"/>
    public static PostgresLedger Open(LedgerOptions options, TimeProvider time)
    {
        var database = new PostgresDatabase(options.ConnectionString);
        try
        {
            using var connection = database.Open();
            PostgresSchema.Migrate(connection);
            // Other bots write meanwhile: only what is of one moment has to agree.
            using var moment = connection.BeginTransaction(IsolationLevel.RepeatableRead);
            var fault = ChainVerification.FirstFault(connection, CancellationToken.None)?.ToString()
                ?? RowVerification.Of(connection).Fault;
            return fault is null
                ? new PostgresLedger(database, time)
                : throw new LedgerRefusedException(
                    $"The ledger in {database.Place} was tampered with or damaged: {fault}. Restore a backup.");
        }
        catch (Exception failure) when (database.Unavailable(failure) is { } unavailable)
        {
            throw unavailable;
        }
    }

    public Task<ChainFault?> VerifyAsync(CancellationToken cancellationToken) => database.ReadAsync(
        connection => Task.Run(() => ChainVerification.FirstFault(connection, cancellationToken), cancellationToken),
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await inbox.DisposeAsync();
        await database.DisposeAsync();
    }
}
