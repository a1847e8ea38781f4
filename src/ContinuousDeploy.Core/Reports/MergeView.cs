using System.Collections.Immutable;
using ContinuousDeploy.Core.Proposals;
using ContinuousDeploy.Core.Rollouts;

namespace ContinuousDeploy.Core.Reports;

/// <summary>What one merge did, gathered from the stages it touched: all that its reports are rendered from.</summary>
/// <param name="Commit">The commit on the default branch.</param>
/// <param name="PullRequest">The pull request that brought it, or null for a direct push.</param>
/// <param name="Stages">In the order of their names.</param>
/// <param name="Proposals">The bot's own pull requests that answer to this one, oldest first.</param>
public sealed record MergeView(
    CommitSha Commit, int? PullRequest, ImmutableArray<StageView> Stages, ImmutableArray<ProposalState> Proposals);

/// <summary>One stage of a merge.</summary>
/// <param name="State">As it is now.</param>
/// <param name="Rollout">The rollout of the merge, which need not be the stage's newest any more.</param>
public sealed record StageView(StageState State, Rollout Rollout)
{
    public StageName Name => State.Id.Name;

    public string Version => Rollout.Request.Version.Version;

    /// <summary>What users get at this moment, in words.</summary>
    public string UsersGet => State.Live?.Version.Version ?? "nothing yet";
}
