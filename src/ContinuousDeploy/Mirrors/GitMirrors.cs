using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Git;

namespace ContinuousDeploy.Mirrors;

/// <summary>Bare mirrors in folders, one for each repository.</summary>
/// <param name="folder">Where they lie.</param>
public sealed class GitMirrors(string folder, GitServer server, TimeProvider time) : IMirrors, IAsyncDisposable
{
    private readonly ConcurrentDictionary<long, Mirror> mirrors = new();
    private readonly FetchProcesses fetches = new();

    public async Task<RefreshOutcome> RefreshAsync(
        long repository, Uri cloneUrl, string token, CancellationToken cancellationToken)
    {
        if (!server.TryAccept(cloneUrl.ToString(), out var address, out var refusal))
        {
            return new RefreshOutcome.Unreachable(refusal);
        }

        var mirror = Of(repository);
        var outcome = await mirror.FetchAsync(address, token, cancellationToken);
        if (outcome is FetchOutcome.Damaged)
        {
            outcome = await mirror.ReplaceAsync(address, token, cancellationToken);
        }

        return outcome switch
        {
            FetchOutcome.Fetched => new RefreshOutcome.Refreshed(),
            FetchOutcome.Unreachable unreachable => new RefreshOutcome.Unreachable(unreachable.Reason),
            FetchOutcome.Refused refused => new RefreshOutcome.Unreachable(refused.Reason),
            FetchOutcome.Damaged damaged => new RefreshOutcome.Unreachable(damaged.Reason),
            _ => throw new UnreachableException(),
        };
    }

    public CommitSha? Branch(long repository, string name) => Read(repository, reader => reader.History.Branch(name));

    public CommitSha? PullRequestHead(long repository, int number) =>
        Read(repository, reader => reader.History.PullRequest(number));

    public CommitSha? FirstParent(long repository, CommitSha commit) =>
        Read(repository, reader => reader.History.FirstParent(commit));

    public ImmutableArray<CommitSha>? FirstParentSince(long repository, CommitSha from, CommitSha to) =>
        Read(repository, reader => reader.History.Contains(from) ? reader.History.FirstParentSince(from, to) : null);

    public CommitPlan Plan(long repository, CommitSha from, CommitSha to) =>
        Read(repository, reader => Plan(reader, (from, reader.TreeOf(from)), (to, reader.TreeOf(to))));

    public MergePlan PlanMerge(long repository, CommitSha tip, CommitSha head) =>
        Read<MergePlan>(repository, reader => reader.History.MergeResult(tip, head) switch
        {
            MergePreview.Clean clean => new MergePlan.Clean(Plan(reader, (tip, reader.TreeOf(tip)), (head, clean.Tree))),
            MergePreview.Conflict conflict => new MergePlan.Conflict(conflict.Paths),
            _ => throw new UnreachableException(),
        });

    public Manifest ManifestAt(long repository, CommitSha commit) => Read(repository, reader => ManifestReader.Read(
        EnvironmentsTree.Read(reader, reader.TreeOf(commit), RootOf(reader, commit), new ReadBudget())));

    public SourceFile? Read(long repository, CommitSha commit, string path) =>
        Read(repository, reader => reader.Read(reader.TreeOf(commit), path, new ReadBudget()));

    public string RootAt(long repository, CommitSha commit) => Read(repository, reader => RootOf(reader, commit));

    public async ValueTask DisposeAsync()
    {
        foreach (var mirror in mirrors.Values)
        {
            await mirror.DisposeAsync();
        }

        await fetches.DisposeAsync();
    }

    private static CommitPlan Plan(GitReader reader, (CommitSha Commit, GitTree Tree) from, (CommitSha Commit, GitTree Tree) to)
    {
        var trees = PlanSources.Read(reader, from.Tree, to.Tree, configuration: null, new ReadBudget());
        return CommitPlan.Of(from.Commit, trees.Base, to.Commit, trees.Head);
    }

    private static string RootOf(GitReader reader, CommitSha commit) =>
        RepositoryFile.Read(reader.Read(reader.TreeOf(commit), RepositoryFile.Path, new ReadBudget())).Root;

    /// <summary>A mirror that was never fetched has no commits.</summary>
    private T Read<T>(long repository, Func<GitReader, T> read)
    {
        using var reader = Of(repository).OpenReader();
        return read(reader);
    }

    private Mirror Of(long repository) => mirrors.GetOrAdd(repository, id => new Mirror(
        Path.Combine(folder, id.ToString(CultureInfo.InvariantCulture)), server, FetchLimits.Default, time, fetches));
}
