using System.Collections.Immutable;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Mirrors;

namespace ContinuousDeploy.Benchmarks.Fleet;

/// <summary>The real mirrors, and how often they were fetched and their files read.</summary>
internal sealed class CountingMirrors(IMirrors mirrors) : IMirrors, IAsyncDisposable
{
    private long fetches;
    private long reads;

    public long Fetches => Volatile.Read(ref fetches);

    /// <summary>Plans, manifests and files: what reads trees and blobs. Where a branch points is not among them.</summary>
    public long Reads => Volatile.Read(ref reads);

    public Task<RefreshOutcome> RefreshAsync(long repository, Uri cloneUrl, string token, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref fetches);
        return mirrors.RefreshAsync(repository, cloneUrl, token, cancellationToken);
    }

    public CommitSha? Branch(long repository, string name) => mirrors.Branch(repository, name);

    public CommitSha? PullRequestHead(long repository, int number) => mirrors.PullRequestHead(repository, number);

    public CommitSha? FirstParent(long repository, CommitSha commit) => mirrors.FirstParent(repository, commit);

    public ImmutableArray<CommitSha>? FirstParentSince(long repository, CommitSha from, CommitSha to) =>
        mirrors.FirstParentSince(repository, from, to);

    public CommitPlan Plan(long repository, CommitSha from, CommitSha to) => Read(() => mirrors.Plan(repository, from, to));

    public MergePlan PlanMerge(long repository, CommitSha tip, CommitSha head) =>
        Read(() => mirrors.PlanMerge(repository, tip, head));

    public Manifest ManifestAt(long repository, CommitSha commit) => Read(() => mirrors.ManifestAt(repository, commit));

    public SourceFile? Read(long repository, CommitSha commit, string path) => Read(() => mirrors.Read(repository, commit, path));

    public string RootAt(long repository, CommitSha commit) => Read(() => mirrors.RootAt(repository, commit));

    public ValueTask DisposeAsync() => ((IAsyncDisposable)mirrors).DisposeAsync();

    private T Read<T>(Func<T> read)
    {
        Interlocked.Increment(ref reads);
        return read();
    }
}
