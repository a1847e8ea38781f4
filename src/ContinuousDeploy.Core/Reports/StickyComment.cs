using System.Text;
using ContinuousDeploy.Core.Proposals;
using ContinuousDeploy.Core.Rollouts;

namespace ContinuousDeploy.Core.Reports;

/// <summary>
/// The one comment on a pull request: first line the verdict and the next step, then a row a stage. It is edited in
/// place for as long as the merge matters.
/// </summary>
internal static class StickyComment
{
    public static string Render(MergeView merge)
    {
        var worst = merge.Stages.MinBy(stage => Urgency(stage.Rollout))!;
        var text = new StringBuilder();
        text.Append(Verdict(merge, worst)).Append("\n\n");
        text.Append(Markdown.Table(
            ["Stage", "Version", "State", "Users get"],
            merge.Stages.Select(stage => (IReadOnlyList<string>)
            [
                Markdown.Text(stage.Name.ToString()),
                Markdown.Code(stage.Version),
                PhaseWords.Of(stage.Rollout.Phase),
                Markdown.Code(stage.UsersGet),
            ])));
        foreach (var stage in merge.Stages)
        {
            foreach (var trouble in TroubleWords.Of(stage.State, stage.Rollout))
            {
                text.Append($"\n{Markdown.Text(stage.Name.ToString())}: {trouble}\n");
            }
        }

        foreach (var proposal in merge.Proposals)
        {
            text.Append('\n').Append(Line(proposal)).Append('\n');
        }

        text.Append($"\nDetails: the checks of {merge.Commit.Short}. Commands: `/status`, `/rollback`, `/help`.\n");
        return text.ToString();
    }

    /// <summary>Lower comes first: what a person has to know at once.</summary>
    private static int Urgency(Rollout rollout) => rollout.Phase switch
    {
        Phase.Restoring => 0,
        Phase.Ended { Outcome: Outcome.Errored } => 1,
        Phase.Ended { Outcome: Outcome.Failed } => 2,
        Phase.Ended { Outcome: Outcome.Aborted } => 3,
        Phase.Waiting => 4,
        Phase.Ended { Outcome: Outcome.Superseded } => 6,
        Phase.Ended => 7,
        _ => 5,
    };

    private static string Verdict(MergeView merge, StageView stage)
    {
        var name = Markdown.Text(stage.Name.ToString());
        var version = Markdown.Text(stage.Version);
        var reason = PhaseWords.ReasonOf(stage.Rollout.Phase);
        return stage.Rollout.Phase switch
        {
            Phase.Restoring restoring =>
                $"↩️ **{version} is being taken back in {name}**, to {restoring.Back.Version}. {reason}",
            Phase.Ended { Outcome: Outcome.Failed } =>
                $"❌ **{version} failed in {name}; users get {stage.UsersGet}.** {reason} {AfterFailure(stage)}",
            Phase.Ended { Outcome: Outcome.Aborted } =>
                $"↩️ **{version} was taken back in {name}; users get {stage.UsersGet}.** {reason} {AfterFailure(stage)}",
            Phase.Ended { Outcome: Outcome.Errored } =>
                $"⚠️ **The rollout of {version} to {name} stopped; users get {stage.UsersGet}.** {reason} {AfterError()}",
            Phase.Waiting => $"⏸️ **{version} waits to be deployed to {name}.** {reason}",
            Phase.Ended { Outcome: Outcome.Superseded } => $"⏭️ **{version} gave way to a newer version in {name}.** {reason}",
            Phase.Ended => AllLive(merge),
            Phase.Watching watching =>
                $"👀 **{version} is live in {name}** and watched until {watching.Until:HH:mm:ss} UTC. "
                + "To take it back, comment `/rollback`.",
            _ => $"⏳ **{version} is on its way to {name}; users still get {stage.UsersGet}.** "
                + "Nothing to do; to stop it, comment `/rollback`.",
        };
    }

    private static string AllLive(MergeView merge)
    {
        if (merge.Stages.FirstOrDefault(stage => !stage.IsLive) is { } replaced)
        {
            return $"✅ **{Markdown.Text(replaced.Version)} was live in {Markdown.Text(replaced.Name.ToString())}** "
                + $"until {Markdown.Text(replaced.State.Live?.Version.Version ?? "it was taken away")} replaced it.";
        }

        var first = merge.Stages[0];
        var what = merge.Stages.Length == 1
            ? $"{Markdown.Text(first.Version)} is live in {Markdown.Text(first.Name.ToString())}"
            : $"All {merge.Stages.Length} stages are live";
        return $"✅ **{what}.** Nothing to do; to take it back, comment `/rollback`.";
    }

    private static string AfterFailure(StageView stage) =>
        $"Next: fix it, then pin a new version; {Markdown.Code($"/resume {stage.Name}")} lets the stage deploy again.";

    private static string AfterError() =>
        "Next: a person must look. `/rollback` sets Git back; a new pin tries again.";

    private static string Line(ProposalState proposal)
    {
        var what = proposal.Kind is ProposalKind.Revert ? "Revert" : "Resume";
        var stands = proposal.Status switch
        {
            ProposalStatus.Wanted or ProposalStatus.Opening => $"{what}: the pull request is being opened.",
            ProposalStatus.Open { Waits: { } waits } open => $"{what}: #{open.PullRequest} is open. {Markdown.Text(waits)}",
            ProposalStatus.Open open when proposal.Merge => $"{what}: #{open.PullRequest} is open and will be merged.",
            ProposalStatus.Open open => $"{what}: #{open.PullRequest} is open and waits for your review.",
            ProposalStatus.Merged merged => $"{what}: #{merged.PullRequest} is merged; Git says what users get.",
            ProposalStatus.Closed closed => $"{what}: #{closed.PullRequest} was closed; **Git still says the old pin.**",
            ProposalStatus.Refused refused =>
                $"{what}: **it could not be made.** {Markdown.Text(Words.Sentence(refused.Reason))} Set the pin back by hand.",
            ProposalStatus.Unneeded => $"{what}: not needed, Git says it already.",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return stands + TroubleWords.Of(proposal);
    }
}
