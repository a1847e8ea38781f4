using Npgsql;

namespace ContinuousDeploy.Ledger.Postgres;

/// <summary>What an operator configured, with the settings that the ledger's promises rest on.</summary>
public static class PostgresConnectionString
{
    /// <summary>The database's schema that holds all tables of the bot, beside whatever else the database holds.</summary>
    public const string Schema = "continuous_deploy";

    /// <summary>Connections of one bot at most. PostgreSQL allows 100 in all unless it is told otherwise.</summary>
    public const int PoolSize = 16;

    private const int ConnectSeconds = 5;
    private const int CommandSeconds = 15;

    /// <summary>
    /// A commit is on disk before it is acknowledged, whatever the server's default is. Nobody waits for a lock for
    /// ever, and a node that hangs in a transaction loses it, so that the others can go on.
    /// </summary>
    private const string Session =
        "-c synchronous_commit=on -c lock_timeout=5s -c idle_in_transaction_session_timeout=5s";

    /// <exception cref="ArgumentException">It cannot be read, or names no host or no database.</exception>
    public static NpgsqlConnectionStringBuilder Complete(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (string.IsNullOrEmpty(builder.Host) || string.IsNullOrEmpty(builder.Database))
        {
            throw new ArgumentException("it must name a host and a database: 'Host=db.example;Database=deploy'.");
        }

        builder.Options = $"{builder.Options} {Session}".Trim();
        builder.SearchPath = Schema;
        builder.MaxPoolSize = PoolSize;
        builder.Timeout = ConnectSeconds;
        builder.CommandTimeout = CommandSeconds;
        builder.IncludeErrorDetail = false;
        builder.PersistSecurityInfo = false;
        return builder;
    }
}
