using System.Collections.Immutable;
using System.Diagnostics;
using ContinuousDeploy.Core.Gates;

namespace ContinuousDeploy.Core.Rollouts;

/// <summary>What a change of the pin in Git leads to.</summary>
public sealed partial record Rollout
{
    /// <summary>News of Git counts only while nothing newer was heard, if only of what is known already.</summary>
    private static StageState News(StageState state, long order, Func<StageState> decide)
    {
        if (order < state.Heard)
        {
            return state;
        }

        var next = decide();
        return ReferenceEquals(next, state) && order == state.Heard ? state : next with { Heard = order };
    }

    private static StageState PinChanged(StageState state, PinRequest request, DateTimeOffset now)
    {
        if (IsKnown(state, request))
        {
            return state;
        }

        return state.Rollout?.Phase switch
        {
            null or Phase.Ended => Begin(state, request, now),
            Phase.Waiting or Phase.Deploying or Phase.Verifying =>
                Begin(TakeDown(state, Outcome.Superseded, Overtaken(request), now), request, now),
            Phase.Releasing or Phase.Watching when request.Version == state.Rollout.Request.Version =>
                state with { Next = request },
            // With nothing to go back to, the safe point is ahead: once users have the first version.
            Phase.Releasing when state.Rollout.Back is null => state with { Next = request },
            Phase.Releasing or Phase.Watching => Overtake(state, request, now),
            Phase.Restoring => state with { Next = request },
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>
    /// Whether it is the newest that the stage has heard of. An earlier pin is news again: the branch was set back to it.
    /// </summary>
    private static bool IsKnown(StageState state, PinRequest request) => Same(state.Next ?? state.Rollout?.Request, request);

    private static bool Same(PinRequest? known, PinRequest request) =>
        known is not null && known.Commit == request.Commit && known.Version == request.Version
        && known.Hold == request.Hold;

    private static string Overtaken(PinRequest request) => request.PullRequest is { } number
        ? $"Overtaken by {request.Version} of #{number}."
        : $"Overtaken by {request.Version} of {request.Commit.Short}.";

    /// <summary>Users may have the version already: traffic goes back to the safe point first, then the newest pin starts.</summary>
    private static StageState Overtake(StageState state, PinRequest request, DateTimeOffset now)
    {
        var because = new Restoration(Outcome.Superseded, Overtaken(request), null);
        return Restore(state with { Next = request }, because, now);
    }

    private static StageState Begin(StageState state, PinRequest request, DateTimeOffset now)
    {
        var rollout = new Rollout(IdOf(request), request, state.Live, now, new Phase.Deploying(), null, null, null);
        var begun = state with { Next = null, Past = Remember(state).RemoveAll(past => past.Id == rollout.Id) };

        if (state.Live is { } live && live.Version == request.Version)
        {
            var ended = new Phase.Ended(Outcome.Succeeded, $"{request.Version} is live already.", now);
            return Want(begun with { Live = live with { Request = request } }, rollout with { Phase = ended });
        }

        var instance = InstanceName(state.Id, rollout.Id);
        return Gate.Judge(request) is GateVerdict.Closed closed
            ? Want(begun, rollout with { Phase = new Phase.Waiting(closed.Reason, closed.NextStep) })
            : Want(Keep(begun, instance), rollout, new StageEffect.Deploy(request, instance));
    }

    private static ImmutableArray<Rollout> Remember(StageState state) =>
        state.Rollout is null ? state.Past : [state.Rollout, .. state.Past.Take(StageState.PastKept - 1)];

    private static StageState PinRemoved(StageState state, DateTimeOffset now) => state.Rollout?.Phase switch
    {
        Phase.Waiting or Phase.Deploying or Phase.Verifying =>
            TakeDown(state, Outcome.Aborted, "The pin was removed from Git.", now),
        Phase.Restoring => state with { Next = null },
        null or Phase.Releasing or Phase.Watching or Phase.Ended => state,
        _ => throw new UnreachableException(),
    };
}
