using System.Text;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.Core.Verification;

namespace ContinuousDeploy.Core.Tests.Rollouts;

/// <summary>What <see cref="Rollout.Decide"/> does with every event in every phase, found out by asking it.</summary>
internal static class TransitionTable
{
    public static readonly (string Name, StageState State)[] Phases =
    [
        ("(none)", Given.Empty),
        ("Waiting", Given.Waiting),
        ("Deploying", Given.Deploying),
        ("Verifying", Given.Verifying),
        ("Releasing", Given.Releasing),
        ("Watching", Given.Watching),
        ("Restoring", Given.Restoring),
        ("Succeeded", Given.Succeeded),
        ("Failed", Given.Failed),
        ("Errored", Given.Errored),
        ("Aborted", Given.Aborted),
    ];

    public static readonly (string Name, Func<StageState, StageState> Happens)[] Events =
    [
        ("a newer pin", state => state.On(new StageEvent.PinChanged(Given.Pin("1.6.0", 13), 0))),
        ("a newer pin, held", state => state.On(new StageEvent.PinChanged(Given.HeldPin("1.6.0"), 0))),
        ("the pin of what is live", state => state.On(new StageEvent.PinChanged(PinOfLive(state), 0))),
        ("the same pin again", state => state.On(new StageEvent.PinChanged(state.Rollout?.Request ?? Given.Pin("1.4.1"), 0))),
        ("the pin is removed", state => state.On(new StageEvent.PinRemoved(Given.Commit("1.6.0"), 0))),
        ("`/rollback`", state => state.On(new StageEvent.RollbackRequested(Given.Rollback()))),
        ("it came up", state => state.Up()),
        ("it stayed down", state => state.On(new StageEvent.StayedDown(state.Key<StageEffect.Deploy>(), "It died.", null))),
        ("smoke passed", state => state.Smoked()),
        ("smoke failed", state => state.Smoked(Verdict.Failed)),
        ("smoke inconclusive", state => state.Smoked(Verdict.Inconclusive)),
        ("traffic moved", state => state.Shifted()),
        ("a look: ready, not the end yet", state => Look(state, Sight.Ready, Given.Noon.AddMinutes(5))),
        ("a look: ready at the end", state => Look(state, Sight.Ready, Given.Noon.AddMinutes(10))),
        ("a look: not ready", state => Look(state, Sight.NotReady, Given.Noon.AddMinutes(5))),
        ("a look: not ready for the last time", state => Look(Missed(state), Sight.NotReady, Given.Noon.AddMinutes(5))),
        ("a look: gone", state => Look(state, Sight.Gone, Given.Noon.AddMinutes(5))),
        ("an effect errored", state => Error(state, 1)),
        ("an effect errored for the last time", state => Error(state, Backoff.Attempts)),
    ];

    public static string Print()
    {
        var text = new StringBuilder();
        text.Append("| event |").AppendJoin('|', Phases.Select(phase => $" {phase.Name} ")).Append("|\n");
        text.Append('|').Insert(text.Length, "---|", Phases.Length + 1).Append('\n');
        foreach (var (name, happens) in Events)
        {
            text.Append($"| {name} |").AppendJoin('|', Phases.Select(phase => $" {Cell(phase.State, happens)} ")).Append("|\n");
        }

        return text.ToString();
    }

    private static string Cell(StageState before, Func<StageState, StageState> happens)
    {
        var after = happens(before);
        if (ReferenceEquals(before, after))
        {
            return "–";
        }

        var moved = NameOf(after) != NameOf(before) || after.Rollout!.Id != before.Rollout?.Id;
        var begun = after.Pending.Where(effect => !before.Pending.Contains(effect)).Select(Describe);
        var parts = (string[])[.. moved ? [$"**{Path(before, after)}**"] : Array.Empty<string>(), .. begun];
        return parts.Length == 0 ? "noted" : string.Join(", ", parts);
    }

    /// <summary>A rollout that gives way to another one is shown with the outcome it got.</summary>
    private static string Path(StageState before, StageState after) =>
        before.Rollout is { Phase: not Phase.Ended } was && after.Rollout!.Id != was.Id
            ? $"{NameOf(after.Past[0].Phase)}, then {NameOf(after)}"
            : NameOf(after);

    private static string NameOf(StageState state) => state.Rollout is { } rollout ? NameOf(rollout.Phase) : "(none)";

    private static string NameOf(Phase phase) => phase is Phase.Ended ended ? ended.Outcome.ToString() : phase.GetType().Name;

    private static string Describe(PendingEffect pending)
    {
        var again = pending.Attempt > 1 ? $" again in {Words.Of(pending.NotBefore!.Value - Given.Noon)}" : "";
        return pending.Effect switch
        {
            StageEffect.Deploy deploy => $"deploy {deploy.Request.Version}",
            StageEffect.Verify => "verify",
            StageEffect.Move move => $"move to {move.To.Version}",
            StageEffect.Look => "look",
            StageEffect.Stop => "stop",
            StageEffect.Revert revert => $"revert to {revert.Request.Good?.ToString() ?? "no pin"}",
            _ => throw new InvalidOperationException(pending.Key),
        } + again;
    }

    private static PinRequest PinOfLive(StageState state) =>
        Given.Pin(state.Live?.Version.Version ?? "1.4.1", 14) with { Commit = Given.Commit("revert") };

    private static StageState Look(StageState state, Sight sight, DateTimeOffset at) =>
        state.On(new StageEvent.Looked(state.Key<StageEffect.Look>(), sight), at);

    /// <summary>A stage whose next miss is one too many.</summary>
    private static StageState Missed(StageState state) => state.Rollout is { Phase: Phase.Watching watching } rollout
        ? state with { Rollout = rollout with { Phase = watching with { Misses = Rollout.MissesAllowed - 1 } } }
        : state;

    private static StageState Error(StageState state, int attempt)
    {
        var wanted = state.Pending.FirstOrDefault(pending => pending.Effect is not StageEffect.Stop and not StageEffect.Revert)
            ?? state.Pending.FirstOrDefault();
        if (wanted is null)
        {
            return state.On(new StageEvent.EffectErrored("none/none/1", "connection refused"));
        }

        var worn = wanted with { Attempt = attempt };
        return (state with { Pending = state.Pending.Replace(wanted, worn) })
            .On(new StageEvent.EffectErrored(wanted.Key, "connection refused"));
    }
}
