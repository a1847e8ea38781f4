using ContinuousDeploy.Core.Rollouts;

namespace ContinuousDeploy.Core.Reports;

/// <summary>Everything GitHub shows of a merge: check runs on its commit, deployments, and the sticky comment.</summary>
public static class MergeReport
{
    /// <summary>The key of the sticky comment.</summary>
    public const string CommentKey = "rollout";

    public static Report Render(MergeView merge)
    {
        if (merge.Stages.IsEmpty)
        {
            return Report.Empty with { Checks = [Checks.NothingToDeploy(merge.Commit)] };
        }

        return new Report(
            [.. Checks.Of(merge)],
            merge.PullRequest is { } number
                ? [new CommentReport(number, CommentKey, Markdown.Fit(StickyComment.Render(merge), Markdown.LongestComment))]
                : [],
            [.. merge.Stages.SelectMany(DeploymentsOf)],
            []);
    }

    /// <summary>The merge's own deployment, and the one it replaced, which GitHub does not mark by itself reliably.</summary>
    private static IEnumerable<DeploymentReport> DeploymentsOf(StageView stage)
    {
        yield return DeploymentOf(stage, stage.Rollout);
        var replaced = stage.State.Past.FirstOrDefault(past =>
            past.Id != stage.Rollout.Id && PhaseWords.DeploymentOf(past.Phase) is DeploymentState.Success);
        if (replaced is not null && stage.Rollout == stage.State.Rollout
            && PhaseWords.DeploymentOf(stage.Rollout.Phase) is DeploymentState.Success)
        {
            yield return DeploymentOf(stage, replaced) with
            {
                State = DeploymentState.Inactive,
                Description = $"Replaced by {stage.Version}.",
            };
        }
    }

    private static DeploymentReport DeploymentOf(StageView stage, Rollout rollout) => new(
        $"{stage.Name}/{rollout.Id}",
        stage.Name.ToString(),
        rollout.Request.Commit,
        PhaseWords.DeploymentOf(rollout.Phase),
        Markdown.Truncated($"{rollout.Request.Version}: {Plain(rollout.Phase)}", 140),
        stage.State.Live?.Instance == Rollout.InstanceName(stage.State.Id, rollout.Id)
            ? rollout.Request.Settings.Url
            : null);

    private static string Plain(Phase phase) => phase switch
    {
        Phase.Waiting waiting => waiting.Reason,
        Phase.Ended ended => ended.Reason,
        _ => PhaseWords.Of(phase),
    };
}
