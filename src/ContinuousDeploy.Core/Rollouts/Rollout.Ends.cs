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

    /// <summary>Git is set to what users get. It is the newest commit that has the version which is taken back.</summary>
    private static StageEffect.Revert RevertOf(StageState state, Restoration because)
    {
        var newest = IsOfSameVersion(state) ? state.Next! : state.Rollout!.Request;
        return new(new RevertRequest(
            state.Id.Name,
            newest.Version,
            state.Live?.Version,
            because.Reason,
            because.By,
            newest.PullRequest,
            newest.Commit,
            newest.Settings.Rollback.Merge));
    }

    private static StageState Succeed(StageState state, Deployed candidate, string reason, DateTimeOffset now) =>
        Continue(StopOld(End(state, Outcome.Succeeded, reason, now), candidate), now);

    /// <summary>The safe point is reached: a pin that waited for it has its turn.</summary>
    private static StageState Continue(StageState ended, DateTimeOffset now) => ended switch
    {
        { Next: null } => ended,
        { Rollout.Phase: Phase.Ended { Outcome: Outcome.Failed or Outcome.Aborted or Outcome.Errored } fate }
            when IsOfSameVersion(ended) => ShareFate(ended, fate, now),
        { Next: { } next } => Begin(ended, next, now),
    };

    private static bool IsOfSameVersion(StageState state) => state.Next?.Version == state.Rollout!.Request.Version;

    /// <summary>
    /// A later commit with the version that has just been judged: what was taken back does not come up again because it
    /// was pinned twice.
    /// </summary>
    private static StageState ShareFate(StageState ended, Phase.Ended fate, DateTimeOffset now) => ended with
    {
        Next = null,
        Past = Remember(ended),
        Rollout = new Rollout(IdOf(ended.Next!), ended.Next!, ended.Live, now, fate, null, null, null),
    };

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
