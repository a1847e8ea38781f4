using System.Collections.Immutable;
using ContinuousDeploy.Core.Rollouts;

namespace ContinuousDeploy.Core.Reports;

/// <summary>Everything GitHub shows of a merge: check runs on its commit, deployments, and the sticky comment.</summary>
public static class MergeReport
{
    /// <summary>The key of the sticky comment.</summary>
    public const string CommentKey = "rollout";

    /// <summary>
    /// The most stages of a merge that each have a deployment at GitHub. A deployment costs about four changes, of the 80
    /// a minute and 500 an hour that GitHub allows.
    /// </summary>
    private const int MostDeployments = 10;

    /// <summary>GitHub's limit of a deployment status's description, in characters.</summary>
    private const int LongestDescription = 140;

    /// <summary>Whether a merge touches so many stages that the checks and the comment alone tell of it.</summary>
    public static bool IsLarge(int stages) => stages > MostDeployments;

    public static Report Render(MergeView merge)
    {
        if (merge.Stages.IsEmpty)
        {
            return Report.Empty with { Checks = [Checks.NothingToDeploy(merge.Commit)] };
        }

        // Where nothing was to be done there is nothing to tell but the checks: a merged revert needs no words.
        var changed = merge.Stages.Where(stage => !stage.Rollout.WasLiveAlready).ToImmutableArray();
        return new Report(
            [.. Checks.Of(merge)],
            merge.PullRequest is { } number && changed.Length > 0
                ? [new CommentReport(number, CommentKey, Markdown.Fit(StickyComment.Render(merge), Markdown.LongestComment))]
                : [],
            merge.IsLarge ? [] : [.. changed.Select(DeploymentOf)],
            []);
    }

    /// <summary>The key of the deployment that shows a rollout.</summary>
    public static string DeploymentKey(StageName stage, string rollout) => $"{stage}/{rollout}";

    /// <summary>Why the rollout of a version stands as it does, as a deployment's description has it; or null.</summary>
    public static string? ReasonIn(string description, string version) =>
        description.StartsWith($"{version}: ", StringComparison.Ordinal) ? description[(version.Length + 2)..] : null;

    /// <summary>GitHub does not reliably mark a deployment that was replaced: it is marked here.</summary>
    private static DeploymentReport DeploymentOf(StageView stage)
    {
        var rollout = stage.Rollout;
        var state = PhaseWords.DeploymentOf(rollout.Phase);
        var replaced = state is DeploymentState.Success && !stage.IsLive;
        return new DeploymentReport(
            DeploymentKey(stage.Name, rollout.Id),
            stage.Name.ToString(),
            rollout.Request.Commit,
            replaced ? DeploymentState.Inactive : state,
            replaced
                ? $"{stage.Version}: replaced by {stage.State.Live?.Version}."
                : Markdown.Truncated($"{stage.Version}: {Plain(rollout.Phase)}", LongestDescription),
            state is DeploymentState.Success && !replaced ? rollout.Request.Settings.Url : null);
    }

    private static string Plain(Phase phase) => phase switch
    {
        Phase.Waiting waiting => waiting.Reason,
        Phase.Ended ended => ended.Reason,
        _ => PhaseWords.Of(phase),
    };
}
