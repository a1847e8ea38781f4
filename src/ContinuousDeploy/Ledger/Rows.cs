namespace ContinuousDeploy.Ledger;

// One class a table, one property a column of the same name. Times are milliseconds since 1970-01-01 UTC.

/// <summary>A webhook delivery. Its body is dropped once it was worked off; the row stays, to know it again.</summary>
public sealed class DeliveryRow
{
    public long Position { get; init; }

    public required string Id { get; init; }

    public required string Event { get; init; }

    public long Received { get; init; }

    /// <summary>As <see cref="BodyCompression"/> makes it.</summary>
    public byte[]? Body { get; init; }

    /// <summary>The body's length before it was compressed, in bytes.</summary>
    public int Length { get; init; }

    public long? Completed { get; init; }

    public string? Outcome { get; init; }
}

public sealed class StreamRow
{
    public required string Name { get; init; }

    public long Version { get; init; }

    public required string State { get; init; }

    /// <summary>The last event's sequence number; 0 where there is none.</summary>
    public long Sequence { get; init; }

    /// <summary>The last event's hash; <see cref="EventChain.Origin"/> where there is none.</summary>
    public required byte[] Hash { get; init; }

    public List<EffectRow> Effects { get; init; } = [];
}

public sealed class EventRow
{
    public required string Stream { get; init; }

    public long Sequence { get; init; }

    public long At { get; init; }

    public required string Event { get; init; }

    public required byte[] Hash { get; init; }
}

/// <summary>An effect that was begun and has not ended.</summary>
public sealed class EffectRow
{
    public long Position { get; init; }

    public required string Stream { get; init; }

    public required string Key { get; init; }

    public required string Command { get; init; }
}

public sealed class PostedRow
{
    public long Repository { get; init; }

    public required string Key { get; init; }

    public long Id { get; init; }

    public required string Fingerprint { get; init; }
}
