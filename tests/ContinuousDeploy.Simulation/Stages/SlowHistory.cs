using System.Collections.Immutable;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.Simulation.Scheduling;
using ContinuousDeploy.Simulation.World;

namespace ContinuousDeploy.Simulation.Stages;

/// <summary>
/// A history of one stage in which people wait with each wish until the one before has come to rest. What comes of it then
/// depends on what they want alone: with kills, pauses, delays, lost and repeated messages it must be the same as without.
/// </summary>
public static class SlowHistory
{
    private const int Wishes = 6;

    private static readonly TimeSpan Day = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Patience = TimeSpan.FromHours(3);

    private enum Wish
    {
        Pin,
        RollBack,
        Resume,
    }

    /// <summary>Plays the wishes of a seed once in a world where nothing goes wrong and once where much does.</summary>
    /// <inheritdoc cref="History.Play(ulong, Flaw, Action{string}, Swarm)"/>
    public static HistoryResult Play(
        ulong seed, Flaw flaw = Flaw.None, Action<string>? note = null, Swarm? swarm = null)
    {
        var drawn = Bearable(swarm ?? Swarm.Draw(new Dice(seed)));
        var calm = drawn.Calm() with { Processes = 1, ClockWrongBy = TimeSpan.Zero };
        var (expected, _, _) = PlayIn(new Ground(seed, Flaw.None, note: null, calm));
        var (seen, world, deaths) = PlayIn(new Ground(seed, flaw, note, drawn));
        return new HistoryResult(
            seed, drawn, Difference(expected, seen), world.Scheduler.Steps, world.Scheduler.Trace, deaths, world.Stages.Transitions);
    }

    private static ViolationException? Difference(ImmutableArray<string> expected, ImmutableArray<string> seen)
    {
        var at = Enumerable.Range(0, Math.Max(expected.Length, seen.Length))
            .FirstOrDefault(index => expected.ElementAtOrDefault(index) != seen.ElementAtOrDefault(index), -1);
        return at < 0
            ? null
            : new ViolationException(
                "same end",
                $"after wish {at} it is {expected.ElementAtOrDefault(at) ?? "nothing"}, and with faults "
                + $"{seen.ElementAtOrDefault(at) ?? "nothing"}.");
    }

    /// <summary>
    /// Without what changes the end by right: instances that die, and neighbours that are silent for longer than the bot
    /// is patient, or lose five messages in a row.
    /// </summary>
    public static Swarm Bearable(Swarm drawn) => drawn with
    {
        DyingInstances = false,
        Outages = 0,
        Ledger = Bearable(drawn.Ledger),
        GitHub = Bearable(drawn.GitHub),
        Target = Bearable(drawn.Target),
        Traffic = Bearable(drawn.Traffic),
    };

    private static WireFaults Bearable(WireFaults wire) => wire with
    {
        Slowest = wire.Slowest < TimeSpan.FromSeconds(5) ? wire.Slowest : TimeSpan.FromSeconds(5),
        Lost = wire.Lost / 10,
        Unanswered = wire.Unanswered / 10,
    };

    private static (ImmutableArray<string> Rests, Ground World, int Deaths) PlayIn(Ground world)
    {
        var desk = new Desk(world);
        var owners = new StageOwners(world, desk);
        desk.Tell = owners.Tell;
        world.Machines.WasMerged = (_, version) => desk.WasMerged(version);

        var rests = ImmutableArray.CreateBuilder<string>();
        var people = new Dice(world.Seed);
        var acts = Enumerable.Range(0, Wishes).Select(_ => ActOf(desk, owners, people)).Prepend(() =>
        {
            desk.Begin();
            owners.Begin(Day);
        });
        var violation = new Run(world, Patience)
            .PlayOneByOne(acts, () => WhyNotAtRest(world, desk, owners), () => rests.Add(Picture(world, desk)));
        if (violation is not null)
        {
            rests.Add(violation.Message);
        }

        return (rests.ToImmutable(), world, owners.Deaths);
    }

    private static Action ActOf(Desk desk, StageOwners owners, Dice people)
    {
        var wish = people.Pick<Wish>([Wish.Pin, Wish.Pin, Wish.Pin, Wish.RollBack, Wish.RollBack, Wish.Resume]);
        var nature = people.Pick<Nature>([Nature.Good, Nature.Good, Nature.Good, Nature.FailsItsChecks, Nature.NeverReady]);
        var version = Releases.Version(1 + people.Below(4), nature);
        return wish switch
        {
            Wish.Pin => () => desk.Pin(version),
            Wish.RollBack => () => owners.InsistOn(desk.RollbackOfTip()!),
            _ => desk.Resume,
        };
    }

    private static string? WhyNotAtRest(Ground world, Desk desk, StageOwners owners) => owners.Untold > 0 || desk.Waiting > 0
        ? "Something is still to be told or merged."
        : StageRest.WhyNot(world, Desk.Stage, desk.Tip?.Version.Version);

    /// <summary>All that people, users and machines can see.</summary>
    private static string Picture(Ground world, Desk desk)
    {
        var state = world.Stages.Known(Desk.Stage)!;
        var rollout = state.Rollout!;
        var phase = rollout.Phase is Phase.Ended ended ? ended.Outcome.ToString() : rollout.Phase.GetType().Name;
        var route = world.Gateway.Routes.GetValueOrDefault(Desk.Stage)?.Instance;
        var up = world.Machines.All.Where(instance => instance.IsUp).Select(instance => instance.Name);
        return $"Git {desk.Tip?.Version} of {desk.Tip?.Commit.Short}{(desk.IsHeld ? " held" : "")}, {rollout.Request.Version} {phase}, "
            + $"users at {route}, before {state.Before?.Version}, up {string.Join(' ', up)}";
    }
}
