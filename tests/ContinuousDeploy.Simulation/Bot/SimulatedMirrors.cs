using System.Collections.Immutable;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Mirrors;
using ContinuousDeploy.Simulation.Scheduling;
using ContinuousDeploy.Simulation.World;

namespace ContinuousDeploy.Simulation.Bot;

/// <summary>What a machine knew of Git at its last fetch. It is on the machine's disk.</summary>
public sealed class MirrorDisk
{
    public CommitSha? Tip { get; set; }

    public ImmutableDictionary<int, CommitSha> Heads { get; set; } = [];
}

/// <summary>Git as one process reads it: the commits are the world's, the branches as of the last fetch.</summary>
public sealed class SimulatedMirrors(GitHubSite site, MirrorDisk disk, Wire wire, Trees trees, Flaw flaw) : IMirrors
{
    private const string Root = "environments";

    public async Task<RefreshOutcome> RefreshAsync(
        long repository, Uri cloneUrl, string token, CancellationToken cancellationToken)
    {
        if (flaw is Flaw.FetchThatLies && disk.Tip is not null)
        {
            return new RefreshOutcome.Refreshed();
        }

        try
        {
            (disk.Tip, disk.Heads) = await wire.CallAsync(
                () => (site.Git.Tip, site.PullRequests.ToImmutableDictionary(pull => pull.Number, pull => pull.Head)),
                () => new UnansweredException(),
                cancellationToken);
            return new RefreshOutcome.Refreshed();
        }
        catch (UnansweredException)
        {
            return new RefreshOutcome.Unreachable("The fetch failed.");
        }
    }

    public CommitSha? Branch(long repository, string name) => disk.Tip;

    public CommitSha? PullRequestHead(long repository, int number) =>
        disk.Heads.TryGetValue(number, out var head) ? head : null;

    public CommitSha? FirstParent(long repository, CommitSha commit) => site.Git[commit].Parent;

    public ImmutableArray<CommitSha>? FirstParentSince(long repository, CommitSha from, CommitSha to) =>
        site.Git.Has(from) ? site.Git.Since(from, to) : null;

    public CommitPlan Plan(long repository, CommitSha from, CommitSha to) =>
        trees.PlanOf(from, to);

    public MergePlan PlanMerge(long repository, CommitSha tip, CommitSha head) =>
        new MergePlan.Clean(Plan(repository, tip, head));

    public Manifest ManifestAt(long repository, CommitSha commit) => trees.ManifestOf(commit);

    public SourceFile? Read(long repository, CommitSha commit, string path) =>
        trees.Of(commit).Files.GetValueOrDefault(path);

    public string RootAt(long repository, CommitSha commit) => Root;
}

/// <summary>Commits as the planner reads them, each made once.</summary>
public sealed class Trees(GitHistory git)
{
    private readonly Dictionary<CommitSha, SourceTree> trees = [];
    private readonly Dictionary<CommitSha, Manifest> manifests = [];
    private readonly Dictionary<(CommitSha From, CommitSha To), CommitPlan> plans = [];

    public SourceTree Of(CommitSha commit) => trees.TryGetValue(commit, out var tree)
        ? tree
        : trees[commit] = SourceTree.Of(
            "environments", git[commit].Files.Select(file => SourceFile.Of(file.Key, file.Value)));

    public CommitPlan PlanOf(CommitSha from, CommitSha to) => plans.TryGetValue((from, to), out var plan)
        ? plan
        : plans[(from, to)] = CommitPlan.Of(from, Of(from), to, Of(to));

    public Manifest ManifestOf(CommitSha commit) => manifests.TryGetValue(commit, out var manifest)
        ? manifest
        : manifests[commit] = ManifestReader.Read(Of(commit));
}
