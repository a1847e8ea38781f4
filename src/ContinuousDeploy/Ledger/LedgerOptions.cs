using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Ledger;

/// <summary>Where the ledger lives: the configuration section <c>Ledger</c>.</summary>
public sealed class LedgerOptions
{
    public const string Section = "Ledger";

    /// <summary>The provider that keeps the ledger in one local file.</summary>
    public const string Sqlite = "sqlite";

    /// <summary><c>sqlite</c>.</summary>
    public string Provider { get; init; } = Sqlite;

    /// <summary>ADO.NET connection string; for SQLite at least <c>Data Source=…</c>, a file.</summary>
    public string ConnectionString { get; init; } = "Data Source=ledger.db";
}

/// <summary>Says at start everything that is wrong with the ledger's configuration.</summary>
public sealed class LedgerOptionsValidation : IValidateOptions<LedgerOptions>
{
    public ValidateOptionsResult Validate(string? name, LedgerOptions options)
    {
        if (options.Provider != LedgerOptions.Sqlite)
        {
            return ValidateOptionsResult.Fail(
                $"Ledger:Provider is '{options.Provider}'; the only provider is '{LedgerOptions.Sqlite}'.");
        }

        return Problem(options.ConnectionString) is { } problem
            ? ValidateOptionsResult.Fail($"Ledger:ConnectionString {problem}")
            : ValidateOptionsResult.Success;
    }

    private static string? Problem(string connectionString)
    {
        try
        {
            _ = new SqliteDatabase(connectionString);
            return null;
        }
        catch (ArgumentException refused)
        {
            return $"cannot be used: {refused.Message}";
        }
    }
}
