using System.Threading.Channels;
using Npgsql;

namespace ContinuousDeploy.Ledger.Postgres;

/// <summary>
/// Stores deliveries. Those that come at the same time share a transaction: storing excludes all other nodes
/// (<see cref="PostgresLocks.Inbox"/>), and one flush to disk a delivery would be what bounds them.
/// </summary>
internal sealed class PostgresInboxWriter : IAsyncDisposable
{
    /// <summary>How many deliveries share a transaction at most: it bounds how long the last of them waits.</summary>
    private const int BatchSize = 128;

    /// <summary>How many may wait. Beyond it the ledger is unavailable: GitHub delivers again later.</summary>
    private const int QueueSize = 8_192;

    // Duplicates are found among the rows, and among those of one statement too.
    private const string Insert =
        """
        INSERT INTO deliveries (id, event, received, body, length, digest)
        SELECT id, event, received, body, length, digest
        FROM unnest(@ids, @events, @received, @bodies, @lengths, @digests)
            WITH ORDINALITY AS came (id, event, received, body, length, digest, number)
        ORDER BY number
        ON CONFLICT (id) DO NOTHING
        RETURNING id
        """;

    private readonly Channel<Waiting> queue = Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(QueueSize) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly PostgresDatabase database;
    private readonly Task loop;

    public PostgresInboxWriter(PostgresDatabase database)
    {
        this.database = database;
        loop = RunAsync();
    }

    /// <exception cref="LedgerUnavailableException"/>
    public Task<AppendOutcome> AppendAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var waiting = new Waiting(delivery, BodyCompression.Compress(delivery.Body.Span));
        if (!queue.Writer.TryWrite(waiting))
        {
            throw new LedgerUnavailableException(
                $"The ledger in {database.Place} is stopping, or {QueueSize} deliveries wait already. Try again later.");
        }

        return waiting.Outcome.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Stores what waits already.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await loop;
    }

    private async Task RunAsync()
    {
        var batch = new List<Waiting>(BatchSize);
        while (await queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < BatchSize && queue.Reader.TryRead(out var waiting))
            {
                batch.Add(waiting);
            }

            await StoreAsync(batch);
            batch.Clear();
        }
    }

    private async Task StoreAsync(List<Waiting> batch)
    {
        try
        {
            var stored = await database.WriteAsync(connection => InsertAsync(connection, batch), CancellationToken.None);
            foreach (var waiting in batch)
            {
                // The first of those with one id is the one that was stored.
                waiting.Outcome.TrySetResult(
                    stored.Remove(waiting.Delivery.Id) ? AppendOutcome.Stored : AppendOutcome.Duplicate);
            }
        }
        catch (Exception failure)
        {
            // Of any kind, and not hidden: every caller of the batch gets it. One that were missed would leave the
            // senders of these webhooks waiting for ever.
            batch.ForEach(waiting => waiting.Outcome.TrySetException(failure));
        }
    }

    private static async Task<HashSet<string>> InsertAsync(NpgsqlConnection connection, List<Waiting> batch)
    {
        await using var statements = new NpgsqlBatch(connection);
        statements.Add($"SELECT pg_advisory_xact_lock({PostgresLocks.Inbox})");
        statements.Add(
            Insert,
            ("ids", batch.Select(waiting => waiting.Delivery.Id).ToArray()),
            ("events", batch.Select(waiting => waiting.Delivery.Event).ToArray()),
            ("received", batch.Select(waiting => waiting.Delivery.Received.ToUnixTimeMilliseconds()).ToArray()),
            ("bodies", batch.Select(waiting => waiting.Body).ToArray()),
            ("lengths", batch.Select(waiting => waiting.Delivery.Body.Length).ToArray()),
            ("digests", batch.Select(waiting => waiting.Digest).ToArray()));
        await using var row = await statements.ExecuteReaderAsync();
        await row.NextResultAsync();
        var stored = new HashSet<string>(StringComparer.Ordinal);
        while (await row.ReadAsync())
        {
            stored.Add(row.GetString(0));
        }

        return stored;
    }

    /// <summary>One caller, and where the caller waits for the outcome.</summary>
    private sealed record Waiting(Delivery Delivery, byte[] Body)
    {
        public long Digest => RowDigest.OfDelivery(
            Delivery.Id,
            Delivery.Event,
            Delivery.Received.ToUnixTimeMilliseconds(),
            Body,
            Delivery.Body.Length,
            completed: null,
            outcome: null);

        public TaskCompletionSource<AppendOutcome> Outcome { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
