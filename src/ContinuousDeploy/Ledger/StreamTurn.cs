namespace ContinuousDeploy.Ledger;

/// <summary>Saves one turn of a stream. It runs within the writer's transaction, where nobody else can write.</summary>
public sealed class StreamTurn(StreamWrite write, DateTimeOffset now)
{
    private static readonly Head Unsaved = new(0, 0, EventChain.Origin);

    public SaveOutcome Save(WriterSession session)
    {
        var head = Load(session);
        if (head.Version != write.ExpectedVersion)
        {
            return SaveOutcome.Conflict;
        }

        SaveState(session, head);
        var grown = AppendEvents(session, head);
        SaveHead(session, grown);
        SaveEffects(session);
        return SaveOutcome.Saved;
    }

    private Head Load(WriterSession session) =>
        session.First(
            "SELECT version, sequence, hash FROM streams WHERE name = @name",
            row => new Head(row.GetInt64(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2)),
            ("@name", write.Stream)) ?? Unsaved;

    private void SaveState(WriterSession session, Head head) =>
        session.Execute(
            """
            INSERT INTO streams (name, version, state, sequence, hash)
            VALUES (@name, @version, @state, @sequence, @hash)
            ON CONFLICT (name) DO UPDATE SET version = excluded.version, state = excluded.state
            """,
            ("@name", write.Stream),
            ("@version", head.Version + 1),
            ("@state", write.State),
            ("@sequence", head.Sequence),
            ("@hash", head.Hash));

    private Head AppendEvents(WriterSession session, Head head)
    {
        var at = now.ToUnixTimeMilliseconds();
        foreach (var @event in write.Events)
        {
            var sequence = head.Sequence + 1;
            var hash = EventChain.Hash(head.Hash, write.Stream, sequence, at, @event);
            session.Execute(
                """
                INSERT INTO events (stream, sequence, at, event, hash)
                VALUES (@stream, @sequence, @at, @event, @hash)
                """,
                ("@stream", write.Stream),
                ("@sequence", sequence),
                ("@at", at),
                ("@event", @event),
                ("@hash", hash));
            head = head with { Sequence = sequence, Hash = hash };
        }

        return head;
    }

    private void SaveHead(WriterSession session, Head head)
    {
        if (write.Events.Length > 0)
        {
            session.Execute(
                "UPDATE streams SET sequence = @sequence, hash = @hash WHERE name = @name",
                ("@sequence", head.Sequence),
                ("@hash", head.Hash),
                ("@name", write.Stream));
        }
    }

    // Ended before begun: a turn may begin an effect again under the key of one that it ends.
    private void SaveEffects(WriterSession session)
    {
        foreach (var key in write.Ended)
        {
            session.Execute(
                SharedStatements.EndEffect,
                ("@stream", write.Stream),
                ("@key", key));
        }

        foreach (var effect in write.Begun)
        {
            session.Execute(
                SharedStatements.BeginEffect,
                ("@stream", write.Stream),
                ("@key", effect.Key),
                ("@command", effect.Command));
        }
    }

    /// <summary>Where a stream stands: its version, and the last event's sequence number and hash.</summary>
    private sealed record Head(long Version, long Sequence, byte[] Hash);
}
