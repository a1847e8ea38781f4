namespace ContinuousDeploy.Ledger;

/// <summary>
/// The ledger can be read but must not be used: a newer version wrote it, or rows are missing or were changed. The bot
/// does not start; the message says what an operator can do.
/// </summary>
public sealed class LedgerRefusedException(string message) : Exception(message);
