namespace ContinuousDeploy.Ledger;

/// <summary>What is written in the same words to SQLite and to PostgreSQL.</summary>
internal static class SharedStatements
{
    public const string EndEffect = "DELETE FROM outbox WHERE stream = @stream AND key = @key";

    public const string BeginEffect = "INSERT INTO outbox (stream, key, command) VALUES (@stream, @key, @command)";

    public const string SavePosted =
        """
        INSERT INTO posted (repository, key, id, fingerprint) VALUES (@repository, @key, @id, @fingerprint)
        ON CONFLICT (repository, key) DO UPDATE SET id = excluded.id, fingerprint = excluded.fingerprint
        """;
}
