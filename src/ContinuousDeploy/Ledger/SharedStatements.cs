namespace ContinuousDeploy.Ledger;

/// <summary>What is asked and written in the same words of SQLite and of PostgreSQL.</summary>
internal static class SharedStatements
{
    public const string PendingDeliveries =
        """
        SELECT position, id, event, received, body, length FROM deliveries
        WHERE completed IS NULL AND position > @after ORDER BY position LIMIT @limit
        """;

    /// <summary>One statement, so that state and effects are of the same moment.</summary>
    public const string LoadStream =
        """
        SELECT s.version, s.state, o.key, o.command
        FROM streams s LEFT JOIN outbox o ON o.stream = s.name
        WHERE s.name = @name ORDER BY o.position
        """;

    public const string StreamsWithEffects = "SELECT DISTINCT stream FROM outbox ORDER BY stream";

    public const string Events =
        "SELECT sequence, at, event, hash FROM events WHERE stream = @stream AND sequence >= @from ORDER BY sequence";

    public const string FindPosted = "SELECT id, fingerprint FROM posted WHERE repository = @repository AND key = @key";

    public const string AppendEvent =
        "INSERT INTO events (stream, sequence, at, event, hash) VALUES (@stream, @sequence, @at, @event, @hash)";

    public const string EndEffect =
        "DELETE FROM outbox WHERE stream = @stream AND key = @key RETURNING position, command";

    public const string BeginEffect =
        "INSERT INTO outbox (stream, key, command) VALUES (@stream, @key, @command) RETURNING position";

    public const string SavePosted =
        """
        INSERT INTO posted (repository, key, id, fingerprint, digest)
        VALUES (@repository, @key, @id, @fingerprint, @digest)
        ON CONFLICT (repository, key)
            DO UPDATE SET id = excluded.id, fingerprint = excluded.fingerprint, digest = excluded.digest
        """;
}
