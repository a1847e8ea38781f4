namespace ContinuousDeploy.Ledger;

/// <summary>The events of one turn, each linked to the one before it.</summary>
public sealed class EventRows
{
    private readonly string stream;
    private readonly long at;
    private readonly List<(long Sequence, string Event, byte[] Hash)> rows = [];

    /// <param name="sequence">The stream's last event before the turn; 0 where there is none.</param>
    /// <param name="hash">That event's hash.</param>
    public EventRows(StreamWrite write, DateTimeOffset now, long sequence, byte[] hash)
    {
        stream = write.Stream;
        at = now.ToUnixTimeMilliseconds();
        (Sequence, Hash) = (sequence, hash);
        foreach (var @event in write.Events)
        {
            Sequence++;
            Hash = EventChain.Hash(Hash, stream, Sequence, at, @event);
            rows.Add((Sequence, @event, Hash));
        }
    }

    /// <summary>The last event's sequence number, after the turn.</summary>
    public long Sequence { get; }

    /// <summary>The last event's hash, after the turn.</summary>
    public byte[] Hash { get; }

    /// <summary>The statements' values, one row an event.</summary>
    public IEnumerable<(string Name, object? Value)[]> Values => rows.Select(row => new (string, object?)[]
    {
        ("@stream", stream), ("@sequence", row.Sequence), ("@at", at), ("@event", row.Event), ("@hash", row.Hash),
    });

    public void Append(WriterSession session)
    {
        foreach (var values in Values)
        {
            session.Execute(SharedStatements.AppendEvent, values);
        }
    }
}
