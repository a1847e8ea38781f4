namespace ContinuousDeploy.Ledger.Postgres;

/// <summary>Advisory locks that nodes take in the database; each ends with its transaction. The numbers are arbitrary.</summary>
internal static class PostgresLocks
{
    /// <summary>Held while tables are made.</summary>
    public const long Schema = 0x6364_0001;

    /// <summary>
    /// Held while deliveries are stored, until they are committed: a position that is seen later than a higher one
    /// would be passed over by those who read on from the higher one.
    /// </summary>
    public const long Inbox = 0x6364_0002;
}
