using ContinuousDeploy.GitHub;
using ContinuousDeploy.Ledger;

namespace ContinuousDeploy.Hosting;

/// <summary>Keeps what the reporter has posted in the ledger's database.</summary>
public sealed class PostedObjects(IPostedStore store) : IPostedObjects
{
    public async Task<PostedObject?> FindAsync(long repository, string key, CancellationToken cancellationToken) =>
        await store.FindAsync(repository, key, cancellationToken) is { } entry
            ? new PostedObject(entry.Id, entry.Fingerprint)
            : null;

    public Task SaveAsync(long repository, string key, PostedObject posted, CancellationToken cancellationToken) =>
        store.SaveAsync(repository, key, new PostedEntry(posted.Id, posted.Fingerprint), cancellationToken);
}
