using ContinuousDeploy.Simulation.Bot;
using ContinuousDeploy.Simulation.World;
using ContinuousDeploy.Stages;

namespace ContinuousDeploy.Simulation;

/// <summary>One history from its seed to its end: a day of faults, then calm, in which everything must come to rest.</summary>
public sealed class History
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(3);

    private readonly Planet world;
    private readonly Fleet fleet;
    private readonly ulong seed;

    private History(ulong seed, Flaw flaw, Action<string>? note, Swarm? swarm)
    {
        this.seed = seed;
        world = new Planet(seed, flaw, note, swarm);
        fleet = new Fleet(world);
        world.Webhooks.Deliver = fleet.Receive;
        world.Site.BranchMoved = () =>
            world.Webhooks.Tell(new RepositoryEvent.BranchMoved(SimulatedGitHub.Repository, "main"));
        world.Site.PullRequestChanged = pullRequest =>
            world.Webhooks.Tell(new RepositoryEvent.PullRequestChanged(SimulatedGitHub.Repository, pullRequest.Number));
    }

    /// <summary>Plays a history. The same seed gives the same history.</summary>
    /// <param name="flaw">A mistake to plant, to see that it is found.</param>
    /// <param name="note">Is told what happens, line by line.</param>
    /// <param name="swarm">What goes wrong in it, or null for what the seed draws.</param>
    public static HistoryResult Play(
        ulong seed, Flaw flaw = Flaw.None, Action<string>? note = null, Swarm? swarm = null) =>
        new History(seed, flaw, note, swarm).Play();

    /// <summary>Plays a history and tells of every turn that the ledger took.</summary>
    public static HistoryResult PlayTold(ulong seed, Swarm swarm, TurnTaken taken)
    {
        var history = new History(seed, Flaw.None, note: null, swarm);
        history.world.TellTurns(taken);
        return history.Play();
    }

    private HistoryResult Play()
    {
        var rest = new Rest(world);
        var swarm = world.Swarm;
        var violation = new Run(world, Patience).Play(People.Hours, Begin, fleet.Calm, rest.WhyNot);
        rest.LookBack();
        return new HistoryResult(
            seed, swarm, violation, world.Scheduler.Steps, world.Scheduler.Trace, fleet.Deaths, world.Stages.Transitions)
        {
            Sights = world.Sights,
        };
    }

    private void Begin()
    {
        fleet.Start();
        new People(world).Begin();
        new MachineTrouble(world).Begin();
        new Outages(world).Begin(People.Hours);
    }
}

/// <param name="Swarm">What was to go wrong.</param>
/// <param name="Violation">What did and should not have, or null.</param>
/// <param name="Steps">How many things happened.</param>
/// <param name="Trace">The same for two runs of the same seed.</param>
/// <param name="Deaths">How often a process was killed.</param>
/// <param name="Transitions">How often each phase followed each other.</param>
public sealed record HistoryResult(
    ulong Seed,
    Swarm Swarm,
    ViolationException? Violation,
    long Steps,
    ulong Trace,
    int Deaths,
    IReadOnlyDictionary<string, long> Transitions)
{
    /// <summary>How often what some histories must see happened: limits that were reached, webhooks that were found.</summary>
    public IReadOnlyDictionary<string, long> Sights { get; init; } = new Dictionary<string, long>();
}
