namespace ContinuousDeploy.Core.Rollouts;

/// <summary>What a stage goes on from after a loss of the ledger.</summary>
public sealed partial record Rollout
{
    /// <summary>A stage that is known already keeps what it knows.</summary>
    private static StageState Rebuilt(StageState state, StageEvent.Rebuilt found, DateTimeOffset now)
    {
        if (state.Rollout is not null || state.FenceFrom > 0)
        {
            return state;
        }

        var fenced = state with { FenceFrom = found.FenceFrom };
        if (found.Live is not { } live)
        {
            return fenced;
        }

        return found.Ended is { } ended
            ? Conclude(Settle(fenced, live, found, now), ended, now)
            : found.IsBeforeUp ? WatchAgain(fenced, live, found.Before!, now) : Settle(fenced, live, found, now);
    }

    private static StageState Settle(StageState state, Deployed live, StageEvent.Rebuilt found, DateTimeOffset now)
    {
        var phase = new Phase.Ended(Outcome.Succeeded, found.Reason ?? $"{live.Version} is live.", now);
        return state with { Live = live, Before = found.Before, Rollout = Again(live.Request, found.Before, phase, now) };
    }

    /// <summary>The version from before is still warm, so the watch had not ended: it begins anew.</summary>
    private static StageState WatchAgain(StageState state, Deployed live, Deployed before, DateTimeOffset now)
    {
        var rollout = Again(live.Request, before, new Phase.Releasing(live), now);
        return AfterRelease(state with { Rollout = rollout }, live, now);
    }

    /// <summary>The newest pin has had its rollout, and users did not keep it: it is not tried again.</summary>
    private static StageState Conclude(StageState state, EndedPin ended, DateTimeOffset now)
    {
        var phase = new Phase.Ended(ended.Outcome, ended.Reason, now);
        var rollout = Again(ended.Request, state.Live, phase, now);
        var concluded = state with { Past = Remember(state), Rollout = rollout };
        return ended.Outcome is Outcome.Failed or Outcome.Aborted
            ? Want(concluded, rollout, RevertOf(concluded, new Restoration(ended.Outcome, ended.Reason, null)))
            : concluded;
    }

    private static Rollout Again(PinRequest request, Deployed? back, Phase phase, DateTimeOffset now) =>
        new(IdOf(request), request, back, now, phase, null, null, null, IsRebuilt: true);
}
