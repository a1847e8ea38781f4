using ContinuousDeploy.Core.Rollouts;

namespace ContinuousDeploy.Core.Reports;

/// <summary>Phases in words and in GitHub's terms.</summary>
internal static class PhaseWords
{
    /// <summary>A few words for a table cell.</summary>
    public static string Of(Phase phase) => phase switch
    {
        Phase.Waiting => "⏸️ waiting",
        Phase.Deploying => "⏳ being brought up, no users yet",
        Phase.Verifying => "⏳ being verified, no users yet",
        Phase.Releasing => "⏳ getting its users",
        Phase.Watching watching => $"👀 live, watched until {watching.Until:HH:mm:ss} UTC",
        Phase.Restoring restoring => $"↩️ users go back to {restoring.Back.Version}",
        Phase.Ended { Outcome: Outcome.Succeeded } => "✅ live",
        Phase.Ended { Outcome: Outcome.Failed } => "❌ failed",
        Phase.Ended { Outcome: Outcome.Errored } => "⚠️ stopped by an error that is not the version's",
        Phase.Ended { Outcome: Outcome.Aborted } => "↩️ taken back",
        Phase.Ended { Outcome: Outcome.Superseded } => "⏭️ overtaken",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Why a rollout is where it is, as one sentence or two; empty where the phase says it all.</summary>
    public static string ReasonOf(Phase phase) => phase switch
    {
        Phase.Waiting waiting => $"{Markdown.Text(waiting.Reason)} {waiting.NextStep}",
        Phase.Restoring restoring => Markdown.Text(restoring.Because.Reason),
        Phase.Ended ended => Markdown.Text(ended.Reason),
        _ => "",
    };

    /// <summary>Null while it goes on.</summary>
    public static CheckConclusion? ConclusionOf(Phase phase) => phase switch
    {
        Phase.Waiting => CheckConclusion.ActionRequired,
        Phase.Ended { Outcome: Outcome.Succeeded } => CheckConclusion.Success,
        Phase.Ended { Outcome: Outcome.Failed } => CheckConclusion.Failure,
        Phase.Ended { Outcome: Outcome.Errored } => CheckConclusion.ActionRequired,
        Phase.Ended { Outcome: Outcome.Aborted or Outcome.Superseded } => CheckConclusion.Neutral,
        _ => null,
    };

    public static DeploymentState DeploymentOf(Phase phase) => phase switch
    {
        Phase.Waiting => DeploymentState.Queued,
        Phase.Ended { Outcome: Outcome.Succeeded } => DeploymentState.Success,
        Phase.Ended { Outcome: Outcome.Failed } => DeploymentState.Failure,
        Phase.Ended { Outcome: Outcome.Errored } => DeploymentState.Error,
        Phase.Ended { Outcome: Outcome.Aborted or Outcome.Superseded } => DeploymentState.Inactive,
        _ => DeploymentState.InProgress,
    };
}
