namespace ContinuousDeploy.Ledger;

/// <summary>Saves one turn of a stream. It runs within the writer's transaction, where nobody else can write.</summary>
public sealed class StreamTurn(StreamWrite write, DateTimeOffset now)
{
    private static readonly Head Unsaved = new(0, 0, EventChain.Origin, 0, 0);

    public SaveOutcome Save(WriterSession session)
    {
        var head = Load(session);
        if (head.Version != write.ExpectedVersion)
        {
            return SaveOutcome.Conflict;
        }

        // Ended before begun: a turn may begin an effect again under the key of one that it ends. The stream's row comes
        // before what refers to it.
        var left = EndEffects(session, head.Effects);
        var events = new EventRows(write, now, head.Sequence, head.Hash);
        SaveStream(session, head, events, left + RowDigest.OfEffects(write.Stream, write.Begun));
        events.Append(session);
        BeginEffects(session);
        return SaveOutcome.Saved;
    }

    private long Digest(EffectRecord effect) => RowDigest.OfEffect(write.Stream, effect.Key, effect.Command);

    private Head Load(WriterSession session) =>
        session.First(
            "SELECT version, sequence, hash, effects, digest FROM streams WHERE name = @name",
            row => new Head(
                row.GetInt64(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2), row.GetInt64(3), row.GetInt64(4)),
            ("@name", write.Stream)) ?? Unsaved;

    private void SaveStream(WriterSession session, Head head, EventRows events, long effects)
    {
        var version = head.Version + 1;
        var digest = RowDigest.OfStream(write.Stream, version, write.State, events.Sequence, events.Hash, effects);
        session.Execute(
            """
            INSERT INTO streams (name, version, state, sequence, hash, effects, digest)
            VALUES (@name, @version, @state, @sequence, @hash, @effects, @digest)
            ON CONFLICT (name) DO UPDATE SET version = excluded.version, state = excluded.state,
                sequence = excluded.sequence, hash = excluded.hash, effects = excluded.effects, digest = excluded.digest
            """,
            ("@name", write.Stream),
            ("@version", version),
            ("@state", write.State),
            ("@sequence", events.Sequence),
            ("@hash", events.Hash),
            ("@effects", effects),
            ("@digest", digest));
        session.Rows += digest - head.Digest;
    }

    /// <returns>The sum of the digests of the effects that are left.</returns>
    private long EndEffects(WriterSession session, long effects)
    {
        foreach (var key in write.Ended)
        {
            session.Each(
                SharedStatements.EndEffect,
                row =>
                {
                    var digest = Digest(new EffectRecord(key, row.GetString(1)));
                    effects -= digest;
                    session.Rows -= RowDigest.At(digest, row.GetInt64(0));
                },
                ("@stream", write.Stream),
                ("@key", key));
        }

        return effects;
    }

    private void BeginEffects(WriterSession session)
    {
        foreach (var effect in write.Begun)
        {
            var position = session.First(
                SharedStatements.BeginEffect,
                row => row.GetInt64(0),
                ("@stream", write.Stream),
                ("@key", effect.Key),
                ("@command", effect.Command));
            session.Rows += RowDigest.At(Digest(effect), position);
        }
    }

    /// <summary>
    /// Where a stream stands: its version, the last event's sequence number and hash, the sum of the digests of its
    /// effects, and the digest of its row, 0 where it has none.
    /// </summary>
    private sealed record Head(long Version, long Sequence, byte[] Hash, long Effects, long Digest);
}
