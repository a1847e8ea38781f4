using System.Collections.Concurrent;
using ContinuousDeploy.GitHub;

namespace ContinuousDeploy.Tests.GitHub;

/// <summary>What was posted, until the process ends.</summary>
public sealed class MemoryPostedObjects : IPostedObjects
{
    private readonly ConcurrentDictionary<(long Repository, string Key), PostedObject> all = new();

    public IEnumerable<string> Keys => all.Keys.Select(entry => entry.Key).Order(StringComparer.Ordinal);

    /// <summary>Forgets everything, as a new ledger would.</summary>
    public void Clear() => all.Clear();

    public Task<PostedObject?> FindAsync(long repository, string key, CancellationToken cancellationToken) =>
        Task.FromResult(all.GetValueOrDefault((repository, key)));

    public Task SaveAsync(long repository, string key, PostedObject posted, CancellationToken cancellationToken)
    {
        all[(repository, key)] = posted;
        return Task.CompletedTask;
    }
}
