namespace ContinuousDeploy.Ledger;

/// <summary>
/// Keeps a ledger in a file to one bot: two would both decide, each in a cluster of its own. The lock is on a file beside the
/// ledger and ends with the process, however that ends.
/// </summary>
public sealed class LedgerLock : IDisposable
{
    /// <summary>EWOULDBLOCK of flock(2) on Linux: somebody else has the lock.</summary>
    private const int Taken = 11;

    private readonly FileStream file;

    /// <exception cref="IOException"/>
    /// <exception cref="UnauthorizedAccessException"/>
    /// <exception cref="LedgerUnavailableException">Another bot has the ledger.</exception>
    public LedgerLock(string ledger)
    {
        try
        {
            file = new FileStream(ledger + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException failure) when (failure.HResult == Taken)
        {
            throw new LedgerUnavailableException(
                $"Another bot uses the ledger {ledger}. A file is for one bot; several share a PostgreSQL database.", failure);
        }
    }

    public void Dispose() => file.Dispose();
}
