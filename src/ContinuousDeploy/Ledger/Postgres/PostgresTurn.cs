using Npgsql;

namespace ContinuousDeploy.Ledger.Postgres;

/// <summary>
/// Saves one turn of a stream within a transaction. The stream's row is locked first: another node that saves the same
/// stream waits, and then finds a version it did not expect.
/// </summary>
public sealed class PostgresTurn(StreamWrite write, DateTimeOffset now)
{
    private static readonly Head Unsaved = new(0, 0, EventChain.Origin);

    /// <summary>Two nodes saved a stream for the first time: neither found a row to lock, and this one was slower.</summary>
    public static bool IsFirstSaveTaken(PostgresException failure) =>
        failure is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "streams_pkey" };

    public async Task<SaveOutcome> SaveAsync(NpgsqlConnection connection)
    {
        var head = await LockAsync(connection);
        if ((head ?? Unsaved).Version != write.ExpectedVersion)
        {
            return SaveOutcome.Conflict;
        }

        await using var batch = new NpgsqlBatch(connection);
        AddTo(batch, head);
        await batch.ExecuteNonQueryAsync();
        return SaveOutcome.Saved;
    }

    private async Task<Head?> LockAsync(NpgsqlConnection connection)
    {
        await using var command = Statement.Of(
            connection,
            "SELECT version, sequence, hash FROM streams WHERE name = @name FOR UPDATE",
            ("name", write.Stream));
        await using var row = await command.ExecuteReaderAsync();
        return await row.ReadAsync()
            ? new Head(row.GetInt64(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2))
            : null;
    }

    // The stream comes first: events and effects refer to it.
    private void AddTo(NpgsqlBatch batch, Head? stored)
    {
        var end = stored ?? Unsaved;
        var events = write.Events.Select(@event => (end = Next(end, @event)).Row(@event)).ToList();
        batch.Add(
            stored is null
                ? "INSERT INTO streams (name, version, state, sequence, hash) VALUES (@name, @version, @state, @sequence, @hash)"
                : "UPDATE streams SET version = @version, state = @state, sequence = @sequence, hash = @hash WHERE name = @name",
            ("name", write.Stream),
            ("version", write.ExpectedVersion + 1),
            ("state", write.State),
            ("sequence", end.Sequence),
            ("hash", end.Hash));
        foreach (var (sequence, @event, hash) in events)
        {
            batch.Add(
                "INSERT INTO events (stream, sequence, at, event, hash) VALUES (@stream, @sequence, @at, @event, @hash)",
                ("stream", write.Stream),
                ("sequence", sequence),
                ("at", now.ToUnixTimeMilliseconds()),
                ("event", @event),
                ("hash", hash));
        }

        AddEffects(batch);
    }

    // Ended before begun: a turn may begin an effect again under the key of one that it ends.
    private void AddEffects(NpgsqlBatch batch)
    {
        foreach (var key in write.Ended)
        {
            batch.Add(SharedStatements.EndEffect, ("stream", write.Stream), ("key", key));
        }

        foreach (var effect in write.Begun)
        {
            batch.Add(
                SharedStatements.BeginEffect,
                ("stream", write.Stream),
                ("key", effect.Key),
                ("command", effect.Command));
        }
    }

    private Head Next(Head head, string @event) => head with
    {
        Sequence = head.Sequence + 1,
        Hash = EventChain.Hash(head.Hash, write.Stream, head.Sequence + 1, now.ToUnixTimeMilliseconds(), @event),
    };

    /// <summary>Where a stream stands: its version, and the last event's sequence number and hash.</summary>
    private sealed record Head(long Version, long Sequence, byte[] Hash)
    {
        public (long Sequence, string Event, byte[] Hash) Row(string @event) => (Sequence, @event, Hash);
    }
}
