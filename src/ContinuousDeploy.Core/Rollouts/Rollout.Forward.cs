using System.Diagnostics;
using ContinuousDeploy.Core.Verification;

namespace ContinuousDeploy.Core.Rollouts;

/// <summary>The way forward: up, verified, released, watched.</summary>
public sealed partial record Rollout
{
    /// <summary>So many looks in a row that find an instance not ready fail its watch; one may be chance.</summary>
    public const int MissesAllowed = 3;

    private static StageState CameUp(StageState state, PendingEffect effect, Uri address)
    {
        var rollout = state.Rollout!;
        var done = Without(state, effect);
        return rollout.Phase switch
        {
            Phase.Deploying => AfterDeploy(done, effect, address),
            Phase.Restoring restoring => MoveBack(done, restoring, address),
            _ => throw Unexpected(rollout, effect),
        };
    }

    private static StageState AfterDeploy(StageState state, PendingEffect effect, Uri address)
    {
        var rollout = state.Rollout!;
        var candidate = new Deployed(rollout.Request, ((StageEffect.Deploy)effect.Effect).Instance, address);
        return rollout.Request.Settings.Smoke is { } suite
            ? Want(state, rollout with { Phase = new Phase.Verifying(candidate) }, new StageEffect.Verify(candidate, suite))
            : Release(state, candidate);
    }

    private static StageState StayedDown(
        StageState state, PendingEffect effect, StageEvent.StayedDown down, DateTimeOffset now)
    {
        var rollout = state.Rollout! with { Log = down.Log };
        var done = Without(state, effect) with { Rollout = rollout };
        return rollout.Phase switch
        {
            Phase.Deploying => TakeBack(done, new Restoration(Outcome.Failed, down.Reason, null), now),
            Phase.Restoring restoring => Stuck(done, restoring, down.Reason, now),
            _ => throw Unexpected(rollout, effect),
        };
    }

    private static StageState Verified(StageState state, PendingEffect effect, SuiteResult result, DateTimeOffset now)
    {
        var rollout = state.Rollout! with { Smoke = result };
        var candidate = ((Phase.Verifying)rollout.Phase).Candidate;
        var done = Without(state, effect) with { Rollout = rollout };
        return result.Verdict switch
        {
            Verdict.Passed => Release(done, candidate),
            Verdict.Failed => TakeBack(done, new Restoration(Outcome.Failed, result.Summary, null), now),
            Verdict.Inconclusive => TakeDown(done, Outcome.Errored, result.Summary, now),
        };
    }

    private static StageState Release(StageState state, Deployed candidate) =>
        Want(state, state.Rollout! with { Phase = new Phase.Releasing(candidate) }, new StageEffect.Move(candidate));

    private static StageState Moved(StageState state, PendingEffect effect, DateTimeOffset now)
    {
        var done = Without(state, effect);
        return state.Rollout!.Phase switch
        {
            Phase.Releasing releasing => AfterRelease(done, releasing.Candidate, now),
            Phase.Restoring restoring => AfterRestore(done, restoring, now),
            _ => throw Unexpected(state.Rollout, effect),
        };
    }

    private static StageState AfterRelease(StageState state, Deployed candidate, DateTimeOffset now)
    {
        var rollout = state.Rollout!;
        var live = state with { Live = candidate, Before = rollout.Back };
        if (live.Next is { } next && next.Version != candidate.Version && rollout.Back is null)
        {
            return Continue(End(live, Outcome.Superseded, Overtaken(next), now), now);
        }

        if (rollout.Request.Settings.Watch is not { } watch)
        {
            return Succeed(live, candidate, $"{candidate.Version} is live.", now);
        }

        var until = now + watch.For;
        var watching = rollout with { Phase = new Phase.Watching(candidate, until, 0) };
        return LookAt(live with { Rollout = watching }, candidate, Earliest(now + watch.Every, until));
    }

    private static StageState LookAt(StageState state, Deployed candidate, DateTimeOffset due)
    {
        var look = PendingEffect.First(state.Rollout!.Id, new StageEffect.Look(candidate, due)) with { NotBefore = due };
        return state with { Pending = state.Pending.Add(look) };
    }

    private static StageState Looked(StageState state, PendingEffect effect, Sight sight, DateTimeOffset now)
    {
        var rollout = state.Rollout!;
        var watching = (Phase.Watching)rollout.Phase;
        var done = Without(state, effect);
        var misses = sight is Sight.NotReady ? watching.Misses + 1 : 0;
        if (sight is Sight.Gone || misses >= MissesAllowed)
        {
            var reason = sight is Sight.Gone ? "The instance has died." : $"The instance was not ready {misses} times in a row.";
            return Restore(done, new Restoration(Outcome.Failed, reason, null), now);
        }

        if (now >= watching.Until && misses == 0)
        {
            var length = Words.Of(rollout.Request.Settings.Watch!.For);
            var version = watching.Candidate.Version;
            return Succeed(done, watching.Candidate, $"{version} is live and stayed ready for {length}.", now);
        }

        var watched = done with { Rollout = rollout with { Phase = watching with { Misses = misses } } };
        var due = now + rollout.Request.Settings.Watch!.Every;
        return LookAt(watched, watching.Candidate, misses == 0 ? Earliest(due, watching.Until) : due);
    }

    private static DateTimeOffset Earliest(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static UnreachableException Unexpected(Rollout rollout, PendingEffect effect) =>
        new($"{effect.Key} is wanted in {rollout.Phase.GetType().Name}.");
}
