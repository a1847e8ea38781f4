using System.Globalization;
using System.Text.Json;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.Ledger;

namespace ContinuousDeploy.Simulation.World;

/// <summary>What must hold of one turn of a stage: of what was before it, what happened, and what came of it.</summary>
/// <param name="now">By the clock of whoever decided; it was no later when it was decided.</param>
internal sealed class TurnRules(StageId id, StageState? last, StageState next, DateTimeOffset now)
{
    public void Check(StreamRecord after, StreamWrite write)
    {
        CheckOutbox(after);
        CheckEnds();
        CheckSafePoint();
        CheckWayBack();
        CheckBeginning();
        CheckWatch();
        if (!write.Events.IsEmpty)
        {
            using var happened = JsonDocument.Parse(write.Events[0]);
            CheckEvent(happened.RootElement);
        }
    }

    /// <summary>What is wanted and what is kept as wanted are the same.</summary>
    private void CheckOutbox(StreamRecord after)
    {
        var wanted = next.Pending.Select(effect => effect.Key).Order(StringComparer.Ordinal);
        if (!wanted.SequenceEqual(after.Effects.Select(effect => effect.Key).Order(StringComparer.Ordinal)))
        {
            Violate("outbox", "the outbox differs from what the state wants.");
        }
    }

    /// <summary>An ended rollout stays ended, but for a person who takes back what it brought.</summary>
    private void CheckEnds()
    {
        if (last?.Rollout is { Phase: Phase.Ended } ended && next.Rollout!.Id == ended.Id
            && next.Rollout.Phase is not (Phase.Ended or Phase.Restoring { Because.Outcome: Outcome.Aborted }))
        {
            Violate("final", $"{ended.Id} had ended and is {next.Rollout.Phase.GetType().Name}.");
        }
    }

    /// <summary>While a rollout goes on, nobody wants the way back to be closed.</summary>
    private void CheckSafePoint()
    {
        var back = next.Rollout is { Phase: not (Phase.Ended or Phase.Waiting), Back: { } kept } ? kept.Instance : null;
        if (back is not null && next.Pending.Any(effect => effect.Effect is StageEffect.Stop stop && stop.Instance == back))
        {
            Violate("way back", $"{back} is to be stopped while {next.Rollout!.Id} goes on.");
        }
    }

    /// <summary>Users are not sent back to what nobody has looked at since: it can have died.</summary>
    private void CheckWayBack()
    {
        if (last?.Rollout?.Phase is not Phase.Restoring && next.Rollout?.Phase is Phase.Restoring restoring
            && !next.Pending.Any(effect => effect.Effect is StageEffect.Deploy deploy && deploy.Instance == restoring.Back.Instance))
        {
            Violate("way back", $"users go back to {restoring.Back.Instance}, and nobody looks whether it is up.");
        }
    }

    /// <summary>Nothing comes up that is on hold, or that users have already.</summary>
    private void CheckBeginning()
    {
        if (next.Rollout is not { Phase: Phase.Deploying } rollout || rollout.Id == last?.Rollout?.Id)
        {
            return;
        }

        if (rollout.Request.Hold is not null)
        {
            Violate("hold", $"{rollout.Request.Version} is on hold and comes up.");
        }

        if (rollout.Back?.Version == rollout.Request.Version)
        {
            Violate("again", $"{rollout.Request.Version} is live and comes up again.");
        }
    }

    private void CheckWatch()
    {
        if (last?.Rollout?.Phase is Phase.Watching watching
            && next.Rollout is { Phase: Phase.Ended { Outcome: Outcome.Succeeded } ended } rollout
            && rollout.Id == last.Rollout.Id && ended.At < watching.Until)
        {
            Violate("watch", $"{rollout.Id} was to be watched until {watching.Until:T} and ended at {ended.At:T}.");
        }
    }

    private void CheckEvent(JsonElement happened)
    {
        var key = happened.TryGetProperty("key", out var named) ? named.GetString()! : "";
        switch (happened.GetProperty("event").GetString())
        {
            case "effect-errored" when next.Pending.Any(effect => effect.Key == key):
                Violate("haste", $"{key} failed and is tried again under the same name.");
                break;
            case "looked":
                CheckLook(key, happened.GetProperty("sight").GetString()!);
                break;
            case "stayed-down" when Releases.NatureOf(last!.Rollout!.Request.Version.Version) is not Nature.NeverReady:
                Violate("blame", $"{last.Rollout.Request.Version} is said to be bad.");
                break;
            case "rollback-requested":
                CheckRollback(happened.GetProperty("request").GetProperty("bad").GetProperty("version").GetString());
                break;
        }
    }

    private void CheckLook(string key, string sight)
    {
        var due = long.Parse(key.Split('/')[1]["look-".Length..], CultureInfo.InvariantCulture);
        if (now < DateTimeOffset.FromUnixTimeMilliseconds(due))
        {
            Violate("haste", $"{key} was due at {DateTimeOffset.FromUnixTimeMilliseconds(due):T}, and it is {now:T}.");
        }

        if (sight == "Gone" && next.Rollout!.Id == last!.Rollout!.Id
            && next.Rollout.Phase is Phase.Watching or Phase.Ended { Outcome: Outcome.Succeeded })
        {
            Violate("gone", $"{next.Rollout.Request.Version} has died, and all is said to be well.");
        }
    }

    /// <summary>A rollback is of what came last; nobody takes back what he has not seen.</summary>
    private void CheckRollback(string? bad)
    {
        var newest = (last?.Next ?? last?.Rollout?.Request)?.Version.Version;
        if (bad != newest)
        {
            Violate("rollback", $"a rollback of {bad} changes what {newest} does.");
        }
    }

    private void Violate(string rule, string what) => throw new ViolationException(rule, $"{id}: {what}");
}
