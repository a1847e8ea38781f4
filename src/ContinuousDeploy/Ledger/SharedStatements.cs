namespace ContinuousDeploy.Ledger;

/// <summary>What is written in the same words to SQLite and to PostgreSQL.</summary>
internal static class SharedStatements
{
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
