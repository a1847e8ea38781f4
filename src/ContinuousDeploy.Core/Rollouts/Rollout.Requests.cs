using System.Diagnostics;

namespace ContinuousDeploy.Core.Rollouts;

/// <summary>What people ask for.</summary>
public sealed partial record Rollout
{
    /// <summary>
    /// Why a rollback cannot be done, for the reply to whoever asked; null where it can, or is under way already.
    /// </summary>
    public static string? RefusalOf(StageState state, RollbackRequest request)
    {
        var stage = state.Id.Name;
        if (state.LastRollback == request.Id)
        {
            return null;
        }

        if (state.Rollout is not { } rollout)
        {
            return $"{stage} has no rollout of {request.Bad} yet.";
        }

        var newest = state.Next ?? rollout.Request;
        if (newest.Version != request.Bad)
        {
            var origin = newest.PullRequest is { } number ? $" by #{number}" : "";
            return $"{stage} has moved on to {newest.Version}{origin}. Roll that back instead.";
        }

        if (rollout is { Phase: Phase.Releasing or Phase.Watching, Back: null })
        {
            return NothingBefore(state, request);
        }

        return rollout.Phase is Phase.Ended && state.Live?.Version == request.Bad ? RefusalOfLive(state, request) : null;
    }

    private static string? RefusalOfLive(StageState state, RollbackRequest request)
    {
        if (state.Before is not { } before)
        {
            return NothingBefore(state, request);
        }

        return request.Good is not null && before.Version != request.Good
            ? $"The last version that was live in {state.Id.Name} is {before.Version}, not {request.Good}."
            : null;
    }

    private static string NothingBefore(StageState state, RollbackRequest request) =>
        $"{state.Id.Name} has no earlier version to go back to: {request.Bad} is its first.";

    private static StageState RollbackRequested(StageState state, RollbackRequest request, DateTimeOffset now)
    {
        if (state.LastRollback == request.Id || RefusalOf(state, request) is not null)
        {
            return state;
        }

        var because = new Restoration(Outcome.Aborted, $"Rolled back by {request.By}: {Words.Sentence(request.Reason)}", request.By);
        var next = state.Rollout!.Phase switch
        {
            Phase.Waiting or Phase.Deploying or Phase.Verifying => TakeBack(state, because, now),
            Phase.Releasing or Phase.Watching => Restore(state, because, now),
            Phase.Restoring { Because.Outcome: Outcome.Superseded or Outcome.Errored } restoring =>
                state with { Rollout = state.Rollout with { Phase = restoring with { Because = because } } },
            Phase.Restoring => state,
            Phase.Ended ended => RollbackEnded(state, ended, because, now),
            _ => throw new UnreachableException(),
        };
        return ReferenceEquals(next, state) ? state : next with { LastRollback = request.Id };
    }

    private static StageState RollbackEnded(
        StageState state, Phase.Ended ended, Restoration because, DateTimeOffset now)
    {
        if (state.Live?.Version == state.Rollout!.Request.Version)
        {
            return RollbackLive(state, because);
        }

        if (ended.Outcome is not Outcome.Errored)
        {
            return state;
        }

        // Users do not have the version; only Git still says so.
        var aborted = End(state, Outcome.Aborted, because.Reason, now);
        return Want(aborted, aborted.Rollout!, RevertOf(aborted, because));
    }

    /// <summary>The rollout is over and its version live: the same way back as from a watch.</summary>
    private static StageState RollbackLive(StageState state, Restoration because)
    {
        var before = state.Before!;
        var rollout = state.Rollout! with
        {
            Phase = new Phase.Restoring(because, before, state.Live!),
            RolledBack = because,
            Back = before,
        };
        return Want(Keep(state, before.Instance), rollout, new StageEffect.Deploy(before.Request, before.Instance));
    }

    /// <summary>An instance that is needed again must not be stopped any more.</summary>
    private static StageState Keep(StageState state, string instance) => state with
    {
        Pending = state.Pending.RemoveAll(pending =>
            pending.Effect is StageEffect.Stop stop && stop.Instance == instance),
    };
}
