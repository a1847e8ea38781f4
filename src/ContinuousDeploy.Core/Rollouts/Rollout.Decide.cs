using System.Diagnostics;

namespace ContinuousDeploy.Core.Rollouts;

/// <summary>
/// The one decision about stages. Pure: the same state, event and time give the same answer. What it wants done is in
/// <see cref="StageState.Pending"/> of the answer; an effect that is no longer there is no longer wanted.
/// </summary>
public sealed partial record Rollout
{
    /// <summary>
    /// Decides what an event means for a stage. Events that come twice, late, or for an effect that is no longer wanted
    /// change nothing: the answer is then the very state that was given.
    /// </summary>
    public static StageState Decide(StageState state, StageEvent happened, DateTimeOffset now) => happened switch
    {
        StageEvent.PinChanged changed => News(state, changed.Order, () => PinChanged(state, changed.Request, now)),
        StageEvent.PinRemoved removed => News(state, removed.Order, () => PinRemoved(state, now)),
        StageEvent.RollbackRequested requested => RollbackRequested(state, requested.Request, now),
        StageEvent.CameUp up => For(state, up.Key, effect => CameUp(state, effect, up.Address)),
        StageEvent.StayedDown down => For(state, down.Key, effect => StayedDown(state, effect, down, now)),
        StageEvent.Verified verified => For(state, verified.Key, effect => Verified(state, effect, verified.Result, now)),
        StageEvent.Moved moved => For(state, moved.Key, effect => Moved(state, effect, now)),
        StageEvent.Looked looked => For(state, looked.Key, effect => Looked(state, effect, looked.Sight, now)),
        StageEvent.Done done => For(state, done.Key, effect => Without(state, effect)),
        StageEvent.EffectErrored errored =>
            For(state, errored.Key, effect => EffectErrored(state, effect, errored.Reason, now)),
        _ => throw new UnreachableException(happened.GetType().Name),
    };

    /// <summary>A result counts only while its effect is wanted.</summary>
    private static StageState For(StageState state, string key, Func<PendingEffect, StageState> decide) =>
        state.Pending.FirstOrDefault(effect => effect.Key == key) is { } pending ? decide(pending) : state;

    private static StageState Without(StageState state, PendingEffect effect) =>
        state with { Pending = state.Pending.Remove(effect) };

    private static StageState Want(StageState state, Rollout rollout, params IEnumerable<StageEffect> effects) =>
        state with
        {
            Rollout = rollout,
            Pending = state.Pending.AddRange(effects.Select(effect => PendingEffect.First(rollout.Id, effect))),
        };

    /// <summary>Drops what the rollout's phase was waiting for; stops and reverts stay wanted.</summary>
    private static StageState Cancel(StageState state) => state with
    {
        Pending = state.Pending.RemoveAll(pending =>
            pending.Effect is StageEffect.Deploy or StageEffect.Verify or StageEffect.Move or StageEffect.Look),
    };
}
