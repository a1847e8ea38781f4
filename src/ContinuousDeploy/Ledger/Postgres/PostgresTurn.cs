using Npgsql;

namespace ContinuousDeploy.Ledger.Postgres;

/// <summary>
/// Saves one turn of a stream within a transaction. The stream's row is locked first: another node that saves the same
/// stream waits, and then finds a version it did not expect.
/// </summary>
public sealed class PostgresTurn(StreamWrite write, DateTimeOffset now)
{
    private static readonly Head Unsaved = new(0, 0, EventChain.Origin, 0);

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

        var left = (head ?? Unsaved).Effects - await EndEffectsAsync(connection);
        await using var batch = new NpgsqlBatch(connection);
        AddTo(batch, head, left + RowDigest.OfEffects(write.Stream, write.Begun));
        await batch.ExecuteNonQueryAsync();
        return SaveOutcome.Saved;
    }

    private long Digest(EffectRecord effect) => RowDigest.OfEffect(write.Stream, effect.Key, effect.Command);

    private async Task<Head?> LockAsync(NpgsqlConnection connection)
    {
        await using var command = Statement.Of(
            connection,
            "SELECT version, sequence, hash, effects FROM streams WHERE name = @name FOR UPDATE",
            ("name", write.Stream));
        await using var row = await command.ExecuteReaderAsync();
        return await row.ReadAsync()
            ? new Head(row.GetInt64(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2), row.GetInt64(3))
            : null;
    }

    // Ended before begun: a turn may begin an effect again under the key of one that it ends.
    /// <returns>The sum of the digests of what was ended.</returns>
    private async Task<long> EndEffectsAsync(NpgsqlConnection connection)
    {
        if (write.Ended.IsEmpty)
        {
            return 0;
        }

        await using var command = Statement.Of(
            connection,
            "DELETE FROM outbox WHERE stream = @stream AND key = ANY(@keys) RETURNING key, command",
            ("stream", write.Stream),
            ("keys", write.Ended.ToArray()));
        await using var row = await command.ExecuteReaderAsync();
        var ended = 0L;
        while (await row.ReadAsync())
        {
            ended += Digest(new EffectRecord(row.GetString(0), row.GetString(1)));
        }

        return ended;
    }

    // The stream comes first: events and effects refer to it.
    private void AddTo(NpgsqlBatch batch, Head? stored, long effects)
    {
        var (head, version) = (stored ?? Unsaved, write.ExpectedVersion + 1);
        var events = new EventRows(write, now, head.Sequence, head.Hash);
        batch.Add(
            stored is null
                ? """
                  INSERT INTO streams (name, version, state, sequence, hash, effects, digest)
                  VALUES (@name, @version, @state, @sequence, @hash, @effects, @digest)
                  """
                : """
                  UPDATE streams SET version = @version, state = @state, sequence = @sequence, hash = @hash,
                      effects = @effects, digest = @digest WHERE name = @name
                  """,
            ("name", write.Stream),
            ("version", version),
            ("state", write.State),
            ("sequence", events.Sequence),
            ("hash", events.Hash),
            ("effects", effects),
            ("digest", RowDigest.OfStream(write.Stream, version, write.State, events.Sequence, events.Hash, effects)));
        foreach (var values in events.Values)
        {
            batch.Add(SharedStatements.AppendEvent, values);
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

    /// <summary>
    /// Where a stream stands: its version, the last event's sequence number and hash, and the sum of the digests of its
    /// effects.
    /// </summary>
    private sealed record Head(long Version, long Sequence, byte[] Hash, long Effects);
}
