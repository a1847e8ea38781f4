namespace ContinuousDeploy.Ledger;

/// <summary>Which object of GitHub's stands for a key of ours, and what it last said. Only a cache.</summary>
public interface IPostedStore
{
    /// <exception cref="LedgerUnavailableException"/>
    Task<PostedEntry?> FindAsync(long repository, string key, CancellationToken cancellationToken);

    /// <exception cref="LedgerUnavailableException"/>
    Task SaveAsync(long repository, string key, PostedEntry posted, CancellationToken cancellationToken);
}

/// <param name="Id">GitHub's id of the object.</param>
/// <param name="Fingerprint">Of the content that was sent last.</param>
public sealed record PostedEntry(long Id, string Fingerprint);
