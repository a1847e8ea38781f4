using System.Net.Sockets;
using Npgsql;

namespace ContinuousDeploy.Ledger.Postgres;

/// <summary>
/// One PostgreSQL database: its connections, and which of its failures mean that the ledger is unavailable. Sessions
/// that commit at the same time share a flush to disk there, so that no writer of our own has to gather them.
/// </summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    /// <summary>How long a call waits for others of this bot.</summary>
    private static readonly TimeSpan LongestQueue = TimeSpan.FromSeconds(30);

    private readonly NpgsqlDataSource source;

    // Npgsql gives up on who waits for a connection after the seconds that connecting may take, so that many calls at
    // once would look like a server that does not answer. They wait here, in order; its limit is about the server alone.
    private readonly SemaphoreSlim free = new(PostgresConnectionString.PoolSize);

    /// <exception cref="ArgumentException">The connection string cannot be used.</exception>
    public PostgresDatabase(string connectionString)
    {
        var builder = PostgresConnectionString.Complete(connectionString);
        Place = $"PostgreSQL database '{builder.Database}' at {builder.Host}:{builder.Port}";
        source = NpgsqlDataSource.Create(builder);
    }

    /// <summary>Database and host, for people.</summary>
    public string Place { get; }

    /// <exception cref="NpgsqlException"/>
    public NpgsqlConnection Open() => source.OpenConnection();

    /// <exception cref="LedgerUnavailableException"/>
    public Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> query, CancellationToken cancellationToken) =>
        RunAsync(query, cancellationToken);

    /// <summary>Runs statements in one transaction, and commits it.</summary>
    /// <exception cref="LedgerUnavailableException">
    /// Whether they took effect is unknown: the connection may have ended between the commit and its answer.
    /// </exception>
    public Task<T> WriteAsync<T>(Func<NpgsqlConnection, Task<T>> statements, CancellationToken cancellationToken) =>
        RunAsync(
            async connection =>
            {
                await using var transaction = await connection.BeginTransactionAsync();
                var result = await statements(connection);
                await transaction.CommitAsync();
                return result;
            },
            cancellationToken);

    /// <summary>
    /// What a failure means: the exception to tell callers, or null where it is a mistake of ours and trying again
    /// would not help.
    /// </summary>
    public LedgerUnavailableException? Unavailable(Exception failure) => failure switch
    {
        PostgresException refused => Next(refused.SqlState) is { } next
            ? new($"The ledger in {Place} is unavailable ({refused.SqlState}: {refused.MessageText}): {next}.", failure)
            : null,
        NpgsqlException or SocketException or IOException or TimeoutException => new(
            $"The ledger in {Place} does not answer ({failure.Message}): check that it runs and can be reached.", failure),
        _ => null,
    };

    public ValueTask DisposeAsync() => source.DisposeAsync();

    // Work that has begun is never cancelled in the middle: a caller who gives up only stops waiting for it.
    private async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await ConnectedAsync(work).WaitAsync(cancellationToken);
        }
        catch (Exception failure) when (Unavailable(failure) is { } unavailable)
        {
            throw unavailable;
        }
    }

    private async Task<T> ConnectedAsync<T>(Func<NpgsqlConnection, Task<T>> work)
    {
        if (!await free.WaitAsync(LongestQueue))
        {
            throw new TimeoutException($"no connection was free for {LongestQueue.TotalSeconds} s");
        }

        try
        {
            await using var connection = await source.OpenConnectionAsync();
            return await work(connection);
        }
        finally
        {
            free.Release();
        }
    }

    // Classes of conditions: PostgreSQL's manual, appendix A.
    private static string? Next(string state) => state switch
    {
        "53100" => "free space on its disk",
        "53300" => "let it accept more connections",
        "28000" or "28P01" => "check the user and the password in Ledger:ConnectionString",
        "3D000" => "create the database, or name another one in Ledger:ConnectionString",
        "42501" => "give its user the right to create a schema, and to use the one it created",
        "25006" => "it is read-only; name the primary in Ledger:ConnectionString",
        "25P03" => "this node hung in a transaction and lost it; load again",
        _ => state[..2] switch
        {
            "08" or "57" => "check that it runs and can be reached",
            "40" or "55" => "others hold its locks; try again",
            "53" or "54" or "58" or "XX" => "check the server",
            _ => null,
        },
    };
}
