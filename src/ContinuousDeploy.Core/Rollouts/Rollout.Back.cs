using System.Diagnostics;

namespace ContinuousDeploy.Core.Rollouts;

/// <summary>The way back: traffic first, Git at once after it, cleaning up last.</summary>
public sealed partial record Rollout
{
    /// <summary>Takes users back to what they had, from a rollout that may have reached them.</summary>
    private static StageState Restore(StageState state, Restoration because, DateTimeOffset now)
    {
        var rollout = state.Rollout!;
        var candidate = CandidateOf(rollout.Phase);
        var cancelled = Cancel(state);
        if (rollout.Back is not { } back)
        {
            return NothingToGoBackTo(cancelled, because, candidate, now);
        }

        var restoring = rollout with { Phase = new Phase.Restoring(because, back, candidate) };
        return Want(cancelled, restoring, new StageEffect.Deploy(back.Request, back.Instance));
    }

    private static Deployed CandidateOf(Phase phase) => phase switch
    {
        Phase.Releasing releasing => releasing.Candidate,
        Phase.Watching watching => watching.Candidate,
        _ => throw new UnreachableException(phase.GetType().Name),
    };

    /// <summary>The first version of a stage has nothing behind it: users keep it, and a person must look.</summary>
    private static StageState NothingToGoBackTo(
        StageState state, Restoration because, Deployed candidate, DateTimeOffset now)
    {
        var ended = End(
            state with { Live = candidate },
            because.Outcome is Outcome.Superseded ? Outcome.Superseded : Outcome.Errored,
            $"{because.Reason} There is no earlier version to go back to: users still get {candidate.Version}.",
            now);
        return Continue(ended, now);
    }

    private static StageState MoveBack(StageState state, Phase.Restoring restoring, Uri address)
    {
        var back = restoring.Back with { Address = address };
        var rollout = state.Rollout! with { Phase = restoring with { Back = back } };
        return Want(state, rollout, new StageEffect.Move(back));
    }

    private static StageState AfterRestore(StageState state, Phase.Restoring restoring, DateTimeOffset now)
    {
        var because = restoring.Because;
        var back = state with { Live = restoring.Back, Before = null };
        var ended = End(back, because.Outcome, because.Reason, now);
        var stopped = Want(ended, ended.Rollout!, StopOf(restoring.Candidate));
        var reverted = because.Outcome is Outcome.Failed or Outcome.Aborted
            ? Want(stopped, stopped.Rollout!, RevertOf(stopped, because))
            : stopped;
        return Continue(reverted, now);
    }

    /// <summary>The version from before does not come up any more: no loop, a person must look.</summary>
    private static StageState Stuck(StageState state, Phase.Restoring restoring, string reason, DateTimeOffset now)
    {
        var kept = state with { Live = restoring.Candidate, Before = restoring.Back };
        var text = $"{restoring.Because.Reason} {restoring.Back.Version} could not be brought back: {reason} "
            + $"Users still get {restoring.Candidate.Version}.";
        var ended = End(kept, Outcome.Errored, text, now);
        return Continue(ended, now);
    }

    /// <summary>Something of ours failed: try again later, and after enough attempts ask a person.</summary>
    private static StageState EffectErrored(StageState state, PendingEffect effect, string reason, DateTimeOffset now)
    {
        if (effect.Attempt < Backoff.Attempts || NeverGivesUp(state, effect))
        {
            return state with { Pending = state.Pending.Replace(effect, effect.Again(now, reason)) };
        }

        var given = Without(state, effect);
        var text = $"{Words.Of(effect.Effect)} failed {effect.Attempt} times, last with: {reason}";
        return state.Rollout!.Phase switch
        {
            Phase.Deploying or Phase.Verifying => TakeDown(given, Outcome.Errored, text, now),
            Phase.Releasing => Restore(given, new Restoration(Outcome.Errored, text, null), now),
            Phase.Watching watching => Continue(StopOld(End(given, Outcome.Errored, text, now), watching.Candidate), now),
            _ => given,
        };
    }

    /// <summary>
    /// Users are waiting for their traffic, or Git for its revert: these are tried until they succeed. So is the release
    /// of a first version: there is nothing to go back to, and nobody knows what users get.
    /// </summary>
    private static bool NeverGivesUp(StageState state, PendingEffect effect) =>
        effect.Effect is StageEffect.Revert or StageEffect.Stop
        || state.Rollout is { Phase: Phase.Restoring } or { Phase: Phase.Releasing, Back: null };
}
