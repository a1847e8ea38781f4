using System.Collections.Immutable;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Planning;

namespace ContinuousDeploy.Mirrors;

/// <summary>
/// The environments repositories as Git has them: bare mirrors, read by commit. Repositories are named by GitHub's id.
/// </summary>
public interface IMirrors
{
    /// <summary>Fetches what the server has.</summary>
    Task<RefreshOutcome> RefreshAsync(long repository, Uri cloneUrl, string token, CancellationToken cancellationToken);

    /// <summary>Where a branch pointed at the last refresh, or null where there is no such branch.</summary>
    CommitSha? Branch(long repository, string name);

    /// <summary>A pull request's head at the last refresh, or null where there is none.</summary>
    CommitSha? PullRequestHead(long repository, int number);

    /// <summary>The commit before one on its own line, or null for the first.</summary>
    CommitSha? FirstParent(long repository, CommitSha commit);

    /// <summary>
    /// The commits after one up to another, oldest first, along first parents; null where the first is not on that line.
    /// </summary>
    ImmutableArray<CommitSha>? FirstParentSince(long repository, CommitSha from, CommitSha to);

    /// <summary>What changes between two commits, with policy as the second has it.</summary>
    CommitPlan Plan(long repository, CommitSha from, CommitSha to);

    /// <summary>What a merge of a pull request's head into a branch's tip would change, with policy as the tip has it.</summary>
    MergePlan PlanMerge(long repository, CommitSha tip, CommitSha head);

    /// <summary>All the stages at a commit.</summary>
    Manifest ManifestAt(long repository, CommitSha commit);

    /// <summary>One file at a commit, or null where nothing stands at the path.</summary>
    SourceFile? Read(long repository, CommitSha commit, string path);

    /// <summary>The folder of the environments at a commit.</summary>
    string RootAt(long repository, CommitSha commit);
}

/// <summary>What came of a refresh.</summary>
public abstract record RefreshOutcome
{
    private RefreshOutcome()
    {
    }

    public sealed record Refreshed : RefreshOutcome;

    /// <summary>The mirror is as it was. The reason is one sentence without secrets.</summary>
    public sealed record Unreachable(string Reason) : RefreshOutcome;
}

/// <summary>A plan, and the stages at its head that it touches.</summary>
public sealed record CommitPlan(Plan Plan, ImmutableDictionary<StageName, StageManifest> Stages)
{
    /// <summary>The plan between two commits; a stage that was there before keeps its policy from before.</summary>
    public static CommitPlan Of(CommitSha baseCommit, SourceTree baseTree, CommitSha headCommit, SourceTree headTree)
    {
        var before = ManifestReader.Read(baseTree).Stages;
        var stages = ManifestReader.Read(headTree).Stages.ToImmutableDictionary(
            pair => pair.Key,
            pair => before.TryGetValue(pair.Key, out var known)
                ? pair.Value with { Settings = pair.Value.Settings.WithPolicyOf(known.Settings) }
                : pair.Value);
        return new CommitPlan(Planner.Plan(baseCommit, baseTree, headCommit, headTree), stages);
    }
}

/// <summary>What a merge would do.</summary>
public abstract record MergePlan
{
    private MergePlan()
    {
    }

    public sealed record Clean(CommitPlan Plan) : MergePlan;

    public sealed record Conflict(ImmutableArray<string> Paths) : MergePlan;
}
