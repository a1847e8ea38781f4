using System.Collections.Immutable;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Gates;
using ContinuousDeploy.Core.Planning;
using ContinuousDeploy.Core.Reports;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.Mirrors;

namespace ContinuousDeploy.Stages;

/// <summary>The <c>plan</c> check on open pull requests: what a merge will do, with policy as the base has it.</summary>
public sealed class PlanChecks(EnvironmentsRepository repository, IReporter reporter)
{
    /// <summary>Writes the check on a pull request's head.</summary>
    /// <param name="pullRequest">As GitHub says after the mirror was fetched.</param>
    /// <exception cref="GitHubUnavailableException"/>
    public async Task RunAsync(PullRequestFacts pullRequest, CancellationToken cancellationToken)
    {
        if (!pullRequest.Open || pullRequest.BaseBranch != repository.Facts.DefaultBranch || repository.Tip is not { } tip)
        {
            return;
        }

        // A push may have come after the answer: the check stands on what was read.
        var head = repository.Mirrors.PullRequestHead(repository.Id, pullRequest.Number) ?? pullRequest.Head;
        var check = repository.Mirrors.PlanMerge(repository.Id, tip, head) switch
        {
            MergePlan.Clean clean => PlanReport.Render(head, Foresee(clean.Plan), clean.Plan.Plan.Problems),
            MergePlan.Conflict conflict => PlanReport.Conflict(head, conflict.Paths),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        await reporter.ReportAsync(repository.Reference, Report.Empty with { Checks = [check] }, cancellationToken);
    }

    private ImmutableArray<ForeseenChange> Foresee(CommitPlan plan) =>
        [.. plan.Plan.Changes.Select(change => new ForeseenChange(change, GateOf(plan, change)))];

    /// <summary>The gate that a pin meets once it is merged, or null for what deploys nothing.</summary>
    private GateVerdict? GateOf(CommitPlan plan, PlannedChange change)
    {
        if (change is not { Environment: { } environment, Application: { } application, To: not null }
            || change.Kind is ChangeKind.Settings or ChangeKind.Removed or ChangeKind.Held or ChangeKind.Resumed
            || !plan.Stages.TryGetValue(new StageName(environment, application), out var stage))
        {
            return null;
        }

        return Gate.Judge(new PinRequest(
            stage.Pin.Version,
            stage.Pin.Hold,
            plan.Plan.Head,
            null,
            "",
            stage.Settings,
            stage.Pin.At,
            repository.Reference.ToString()));
    }
}
