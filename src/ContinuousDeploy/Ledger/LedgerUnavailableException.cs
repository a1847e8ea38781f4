namespace ContinuousDeploy.Ledger;

/// <summary>The database is locked, full, read-only, gone or unreachable. Nothing may be acknowledged.</summary>
public sealed class LedgerUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
