using System.Data.Common;

namespace ContinuousDeploy.Ledger;

/// <summary>
/// What the rows of <see cref="SharedStatements"/> mean. Times are milliseconds since 1970-01-01 UTC.
/// </summary>
internal static class LedgerRows
{
    /// <summary>A row of <see cref="SharedStatements.PendingDeliveries"/>.</summary>
    public static PendingDelivery Pending(DbDataReader row) => new(
        row.GetInt64(0),
        new Delivery(
            row.GetString(1),
            row.GetString(2),
            BodyCompression.Decompress(row.GetFieldValue<byte[]>(4), row.GetInt32(5)),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3))));

    /// <summary>A stream with one more row of <see cref="SharedStatements.LoadStream"/>.</summary>
    /// <param name="before">What its earlier rows made of it, or null at the first.</param>
    public static StreamRecord Stream(StreamRecord? before, string name, DbDataReader row)
    {
        var stream = before ?? new StreamRecord(name, row.GetInt64(0), row.GetString(1), []);
        return row.IsDBNull(2)
            ? stream
            : stream with { Effects = stream.Effects.Add(new EffectRecord(row.GetString(2), row.GetString(3))) };
    }

    /// <summary>A row of <see cref="SharedStatements.Events"/>.</summary>
    public static EventRecord Event(string stream, DbDataReader row) => new(
        stream,
        row.GetInt64(0),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)),
        row.GetString(2),
        Convert.ToHexStringLower(row.GetFieldValue<byte[]>(3)));

    /// <summary>A row of <see cref="SharedStatements.FindPosted"/>.</summary>
    public static PostedEntry Posted(DbDataReader row) => new(row.GetInt64(0), row.GetString(1));
}
