namespace ContinuousDeploy.Core.Rollouts;

/// <summary>How rollouts end, and what is cleaned up.</summary>
public sealed partial record Rollout
{
    /// <summary>Ends a rollout that no user has noticed: nothing has to be given back.</summary>
    private static StageState TakeDown(StageState state, Outcome outcome, string reason, DateTimeOffset now)
    {
        var rollout = state.Rollout!;
        var instance = InstanceName(state.Id, rollout.Id);
        var started = rollout.Phase is not Phase.Waiting;
        var ended = End(Cancel(state), outcome, reason, now);
        return started ? Want(ended, ended.Rollout!, StopOf(rollout.Request, instance)) : ended;
    }

    private static StageState End(StageState state, Outcome outcome, string reason, DateTimeOffset now) =>
        state with { Rollout = state.Rollout! with { Phase = new Phase.Ended(outcome, reason, now) } };

    /// <summary>As <see cref="TakeDown"/>, and Git is set back too.</summary>
    private static StageState TakeBack(
        StageState state, Restoration because, DateTimeOffset now)
    {
        var ended = TakeDown(state, because.Outcome, because.Reason, now);
        return Want(ended, ended.Rollout!, RevertOf(ended, because));
    }

    /// <summary>Git is set to what users get.</summary>
    private static StageEffect.Revert RevertOf(StageState state, Restoration because)
    {
        var rollout = state.Rollout!;
        return new(new RevertRequest(
            state.Id.Name,
            rollout.Request.Version,
            state.Live?.Version,
            because.Reason,
            because.By,
            rollout.Request.PullRequest,
            rollout.Request.Commit,
            rollout.Request.Settings.Rollback.Merge));
    }

    private static StageState Succeed(StageState state, Deployed candidate, string reason, DateTimeOffset now) =>
        Continue(StopOld(End(state, Outcome.Succeeded, reason, now), candidate), now);

    /// <summary>The safe point is reached: a pin that waited for it has its turn.</summary>
    private static StageState Continue(StageState ended, DateTimeOffset now) =>
        ended.Next is { } next ? Begin(ended, next, now) : ended;

    /// <summary>The instance from before is no longer needed.</summary>
    private static StageState StopOld(StageState state, Deployed candidate)
    {
        var rollout = state.Rollout!;
        return rollout.Back is { } back && back.Instance != candidate.Instance
            ? Want(state, rollout, StopOf(back))
            : state;
    }

    private static StageEffect.Stop StopOf(Deployed deployed) => StopOf(deployed.Request, deployed.Instance);

    private static StageEffect.Stop StopOf(PinRequest request, string instance) =>
        new(request.Repository, request.Settings.Target, instance);
}
