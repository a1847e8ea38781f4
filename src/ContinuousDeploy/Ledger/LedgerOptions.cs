using ContinuousDeploy.Ledger.Postgres;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Ledger;

/// <summary>Where the ledger lives: the configuration section <c>Ledger</c>.</summary>
public sealed class LedgerOptions
{
    public const string Section = "Ledger";

    /// <summary>The provider that keeps the ledger in one local file.</summary>
    public const string Sqlite = "sqlite";

    /// <summary>The provider that keeps the ledger in a PostgreSQL database, which several bots may share.</summary>
    public const string Postgres = "postgres";

    /// <summary><c>sqlite</c> or <c>postgres</c>.</summary>
    public string Provider { get; init; } = Sqlite;

    /// <summary>
    /// ADO.NET connection string; for SQLite at least <c>Data Source=…</c>, a file; for PostgreSQL at least
    /// <c>Host=…;Database=…</c>. A password in it belongs into the environment, not into a file of the repository.
    /// </summary>
    public string ConnectionString { get; init; } = "Data Source=ledger.db";
}

/// <summary>Says at start everything that is wrong with the ledger's configuration.</summary>
public sealed class LedgerOptionsValidation : IValidateOptions<LedgerOptions>
{
    public ValidateOptionsResult Validate(string? name, LedgerOptions options)
    {
        if (options.Provider is not (LedgerOptions.Sqlite or LedgerOptions.Postgres))
        {
            return ValidateOptionsResult.Fail(
                $"Ledger:Provider is '{options.Provider}'; it must be '{LedgerOptions.Sqlite}' or "
                + $"'{LedgerOptions.Postgres}'.");
        }

        return Problem(options) is { } problem
            ? ValidateOptionsResult.Fail($"Ledger:ConnectionString {problem}")
            : ValidateOptionsResult.Success;
    }

    private static string? Problem(LedgerOptions options)
    {
        try
        {
            _ = options.Provider == LedgerOptions.Sqlite
                ? new SqliteDatabase(options.ConnectionString).FilePath
                : PostgresConnectionString.Complete(options.ConnectionString).Host;
            return null;
        }
        catch (ArgumentException refused)
        {
            return $"cannot be used: {refused.Message}";
        }
    }
}
