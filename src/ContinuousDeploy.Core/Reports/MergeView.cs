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
    CommitSha Commit, int? PullRequest, ImmutableArray<StageView> Stages, ImmutableArray<ProposalState> Proposals)
{
    /// <summary>Whether it touches so many stages that GitHub cannot be told of each on its own.</summary>
    public bool IsLarge { get; init; }
}

/// <summary>One stage of a merge.</summary>
/// <param name="State">As it is now.</param>
/// <param name="Rollout">The rollout of the merge, which need not be the stage's newest any more.</param>
public sealed record StageView(StageState State, Rollout Rollout)
{
    public StageName Name => State.Id.Name;

    public string Version => Rollout.Request.Version.Version;

    /// <summary>Whether its rollout has come to rest.</summary>
    public bool IsSettled => Rollout.Phase is Phase.Waiting or Phase.Ended;

    /// <summary>Whether the version is still what users get.</summary>
    public bool IsLive => State.Live?.Version == Rollout.Request.Version;

    /// <summary>What users get as far as this rollout goes; what came after it is told elsewhere.</summary>
    public string UsersGet => (Rollout.Phase switch
    {
        Phase.Watching or Phase.Ended { Outcome: Outcome.Succeeded } => Rollout.Request.Version,
        Phase.Restoring => State.Live?.Version,
        Phase.Ended { Outcome: Outcome.Errored } when State.Rollout == Rollout => State.Live?.Version,
        _ => Rollout.Back?.Version,
    })?.Version ?? "nothing yet";
}
