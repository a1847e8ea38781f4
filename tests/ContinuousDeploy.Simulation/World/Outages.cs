using ContinuousDeploy.Simulation.Scheduling;

namespace ContinuousDeploy.Simulation.World;

/// <summary>
/// Times in which one neighbour answers nobody, longer than the bot's patience with a single effect. Requests that are
/// lost one by one hardly ever wear it out.
/// </summary>
public sealed class Outages(Ground world)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);
    private static readonly WireFaults Silent = new(WireFaults.None.Slowest, Lost: 1_000, Unanswered: 0);

    private static readonly Func<Swarm, Swarm, Swarm>[] Neighbours =
    [
        (now, other) => now with { Traffic = other.Traffic },
        (now, other) => now with { Target = other.Target },
        (now, other) => now with { GitHub = other.GitHub },
        (now, other) => now with { Ledger = other.Ledger },
    ];

    private readonly Swarm drawn = world.Swarm;
    private readonly Swarm silent =
        world.Swarm with { Traffic = Silent, Target = Silent, GitHub = Silent, Ledger = Silent };

    public void Begin(TimeSpan day)
    {
        for (var outage = 0; outage < drawn.Outages; outage++)
        {
            world.Scheduler.After(world.Dice.Within(day), process: null, Happen);
        }
    }

    private void Happen()
    {
        var neighbour = world.Dice.Pick(Neighbours);
        Put(neighbour, silent);
        world.Note(() => "a neighbour falls silent");
        world.Scheduler.After(world.Dice.Within(Longest), process: null, () => Put(neighbour, drawn));
    }

    /// <summary>Once the calm has begun nothing falls silent, and nobody becomes as bad as he was.</summary>
    private void Put(Func<Swarm, Swarm, Swarm> neighbour, Swarm other) =>
        world.Swarm = world.Swarm.Outages == 0 ? world.Swarm : neighbour(world.Swarm, other);
}
