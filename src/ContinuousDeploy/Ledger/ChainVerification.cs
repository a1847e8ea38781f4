using System.Data.Common;

namespace ContinuousDeploy.Ledger;

/// <summary>Walks all events of a ledger and finds the first that was changed, removed or put in between.</summary>
public static class ChainVerification
{
    /// <returns>The first fault, streams in order of their names, or null where every chain holds.</returns>
    /// <exception cref="DbException"/>
    public static ChainFault? FirstFault(DbConnection connection, CancellationToken cancellationToken)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT s.name, s.sequence, s.hash, e.sequence, e.at, e.event, e.hash
            FROM streams s LEFT JOIN events e ON e.stream = s.name
            UNION ALL
            SELECT stream, NULL, NULL, sequence, at, event, hash FROM events
            WHERE stream NOT IN (SELECT name FROM streams)
            ORDER BY 1, 4
            """;
        using var row = command.ExecuteReader();
        Walk? walk = null;
        while (row.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (walk?.Stream != row.GetString(0))
            {
                if (walk?.EndFault() is { } early)
                {
                    return early;
                }

                walk = Begin(row);
            }

            if (!row.IsDBNull(3) && walk.Next(row) is { } fault)
            {
                return fault;
            }
        }

        return walk?.EndFault();
    }

    private static Walk Begin(DbDataReader row) => row.IsDBNull(1)
        ? new Walk(row.GetString(0), 0, EventChain.Origin)
        : new Walk(row.GetString(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2));

    /// <summary>One stream's events, compared with where the stream says that they end.</summary>
    private sealed class Walk(string stream, long end, byte[] head)
    {
        private long sequence;
        private byte[] previous = EventChain.Origin;

        public string Stream => stream;

        public ChainFault? Next(DbDataReader row)
        {
            var found = row.GetInt64(3);
            if (found != ++sequence)
            {
                return new ChainFault(stream, sequence, "is missing");
            }

            var hash = EventChain.Hash(previous, stream, found, row.GetInt64(4), row.GetString(5));
            if (!hash.AsSpan().SequenceEqual(row.GetFieldValue<byte[]>(6)))
            {
                return new ChainFault(stream, sequence, "was changed");
            }

            previous = hash;
            return null;
        }

        public ChainFault? EndFault()
        {
            if (sequence < end)
            {
                return new ChainFault(stream, sequence + 1, "is missing");
            }

            return sequence > end || !previous.AsSpan().SequenceEqual(head)
                ? new ChainFault(stream, sequence, "is not the one the stream ends with")
                : null;
        }
    }
}

/// <summary>Where a stream's chain of events breaks.</summary>
/// <param name="What">Follows "event 3 of stage/x …".</param>
public sealed record ChainFault(string Stream, long Sequence, string What)
{
    public override string ToString() => $"event {Sequence} of stream '{Stream}' {What}";
}
