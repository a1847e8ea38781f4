using System.Collections.Immutable;
using System.Text;
using ContinuousDeploy.Core.Proposals;
using ContinuousDeploy.Core.Reports;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.Core.Tests.Rollouts;

namespace ContinuousDeploy.Core.Tests.Reports;

public sealed class MergeReportTests
{
    [Fact]
    public void While_it_is_on_its_way() => Snapshot.Match(Show(Given.Verifying), "merge-verifying");

    [Fact]
    public void When_it_is_live() => Snapshot.Match(Show(Given.Succeeded), "merge-live");

    [Fact]
    public void When_smoke_failed() => Snapshot.Match(
        Show(Given.Failed, Revert(new ProposalStatus.Open(13, Given.Commit("revert"), null))), "merge-failed");

    [Fact]
    public void When_it_was_taken_back_and_the_revert_is_merged() => Snapshot.Match(
        Show(Given.Restoring.Up().Shifted(), Revert(new ProposalStatus.Merged(13, Given.Commit("revert")))), "merge-taken-back");

    [Fact]
    public void When_it_waits() => Snapshot.Match(Show(Given.Waiting), "merge-waiting");

    [Fact]
    public void When_it_did_not_come_up()
    {
        var down = Given.Deploying.On(new StageEvent.StayedDown(
            Given.Deploying.Key<StageEffect.Deploy>(),
            "It ended with exit code 134 before it was ready.",
            "Unhandled exception: ``` @everyone fixes #1\n   at Main()"));
        Snapshot.Match(Show(down, Revert(new ProposalStatus.Refused(null, "Branch protection: reviews"))), "merge-did-not-come-up");
    }

    [Fact]
    public void When_the_way_back_keeps_failing() => Snapshot.Match(Show(Failing(Given.Restoring)), "merge-keeps-failing");

    [Fact]
    public void When_the_revert_keeps_failing()
    {
        var failing = Revert(new ProposalStatus.Wanted()) with { Attempts = Backoff.Attempts, Trouble = "@everyone: 403 from <GitHub>" };
        Snapshot.Match(Show(Given.Failed, failing), "merge-revert-keeps-failing");
    }

    [Fact]
    public void A_failure_that_may_be_chance_is_not_told()
    {
        Assert.Equal(Show(Given.Restoring), Show(Failing(Given.Restoring, times: Backoff.Attempts - 1)));
        var wanted = Revert(new ProposalStatus.Wanted());
        Assert.Equal(
            Show(Given.Failed, wanted),
            Show(Given.Failed, wanted with { Attempts = Backoff.Attempts - 1, Trouble = "403 from GitHub" }));
    }

    [Fact]
    public void A_merge_that_touches_no_stage_says_so()
    {
        var report = MergeReport.Render(new MergeView(Given.Commit("1.5.0"), 12, [], []));
        Assert.Equal(CheckConclusion.Neutral, Assert.Single(report.Checks).Conclusion);
        Assert.Empty(report.Comments);
    }

    [Fact]
    public void A_merge_that_was_replaced_says_by_what()
    {
        var replaced = new StageView(Given.Succeeded, Given.Succeeded.Past[0]);
        var report = MergeReport.Render(new MergeView(Given.Commit("1.4.1"), 11, [replaced], []));
        Assert.Equal(DeploymentState.Inactive, Assert.Single(report.Deployments).State);
        Assert.Equal("1.4.1: replaced by 1.5.0.", Assert.Single(report.Deployments).Description);
        Assert.StartsWith(
            "✅ **1.4.1 was live in production/storefront** until 1.5.0 replaced it.",
            Assert.Single(report.Comments).Body,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_checks_of_a_merge_do_not_change_when_it_is_replaced()
    {
        var live = MergeReport.Render(new MergeView(Given.Commit("1.4.1"), 11, [new StageView(Given.Live, Given.Live.Rollout!)], []));
        var replaced = MergeReport.Render(
            new MergeView(Given.Commit("1.4.1"), 11, [new StageView(Given.Succeeded, Given.Succeeded.Past[0])], []));
        Assert.Equal(live.Checks.Select(check => check.Summary), replaced.Checks.Select(check => check.Summary));
    }

    [Fact]
    public void One_failed_stage_fails_the_aggregate_whatever_the_others_are()
    {
        var view = View(Given.Succeeded);
        var both = view with { Stages = [.. view.Stages, .. View(Given.Failed).Stages] };
        Assert.Equal(
            CheckConclusion.Failure,
            MergeReport.Render(both).Checks.Single(check => check.Name == "deploy / all").Conclusion);
    }

    private static StageState Failing(StageState state, int times = Backoff.Attempts) => Enumerable.Range(0, times).Aggregate(
        state,
        (before, _) => before.On(new StageEvent.EffectErrored(before.Key<StageEffect.Deploy>(), "@everyone, no answer from <target>")));

    private static MergeView View(StageState state, params ImmutableArray<ProposalState> proposals)
    {
        var rollout = state.Rollout!;
        return new MergeView(rollout.Request.Commit, 12, [new StageView(state, rollout)], proposals);
    }

    private static ProposalState Revert(ProposalStatus status) => new(
        "revert-12-0a1b2c3d", new ProposalKind.Revert([]), 12, true, status, null, 0);

    private static string Show(StageState state, params ImmutableArray<ProposalState> proposals)
    {
        var report = MergeReport.Render(View(state, proposals));
        var text = new StringBuilder();
        foreach (var check in report.Checks)
        {
            text.Append($"CHECK {check.Name} [{check.Conclusion?.ToString() ?? "in progress"}] {check.Title}\n");
            text.Append(check.Summary).Append('\n');
            foreach (var annotation in check.Annotations)
            {
                text.Append($"  {annotation.At} {annotation.Level} {annotation.Title}: {annotation.Message}\n");
            }
        }

        foreach (var comment in report.Comments)
        {
            text.Append($"COMMENT on #{comment.PullRequest}\n{comment.Body}\n");
        }

        foreach (var deployment in report.Deployments)
        {
            text.Append($"DEPLOYMENT {deployment.Environment} {deployment.State} {deployment.Description} {deployment.Url}\n");
        }

        return text.ToString();
    }
}
