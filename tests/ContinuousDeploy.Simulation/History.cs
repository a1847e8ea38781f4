using ContinuousDeploy.Simulation.Bot;
using ContinuousDeploy.Simulation.World;
using ContinuousDeploy.Stages;

namespace ContinuousDeploy.Simulation;

/// <summary>One history from its seed to its end: a day of faults, then calm, in which everything must come to rest.</summary>
public sealed class History
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(3);
    private const long StepLimit = 2_000_000;

    private readonly Planet world;
    private readonly Fleet fleet;
    private readonly ulong seed;

    private History(ulong seed, Flaw flaw, Action<string>? note)
    {
        this.seed = seed;
        world = new Planet(seed, flaw, note);
        fleet = new Fleet(world);
        world.Site.BranchMoved = () =>
            fleet.Tell(new RepositoryEvent.BranchMoved(SimulatedGitHub.Repository, "main"));
        world.Site.PullRequestChanged = pullRequest =>
            fleet.Tell(new RepositoryEvent.PullRequestChanged(SimulatedGitHub.Repository, pullRequest.Number));
    }

    /// <summary>Plays a history. The same seed gives the same history.</summary>
    /// <param name="flaw">A mistake to plant, to see that it is found.</param>
    /// <param name="note">Is told what happens, line by line.</param>
    public static HistoryResult Play(ulong seed, Flaw flaw = Flaw.None, Action<string>? note = null) =>
        new History(seed, flaw, note).Play();

    private HistoryResult Play()
    {
        try
        {
            fleet.Start();
            new People(world, fleet.Tell).Begin();
            new MachineTrouble(world).Begin();
            Run(world.Scheduler.Now + People.Hours);
            world.Swarm = world.Swarm.Calm();
            fleet.Calm();
            ComeToRest();
            return Result(null);
        }
        catch (ViolationException violation)
        {
            return Result(violation);
        }
    }

    private void Run(DateTimeOffset until)
    {
        while (world.Scheduler.Step(until))
        {
            if (world.Failure is { } failure)
            {
                throw failure as ViolationException ?? new ViolationException("crash", failure.ToString());
            }

            if (world.Scheduler.Steps > StepLimit)
            {
                throw new ViolationException("busy", "The bot does not stop being busy.");
            }
        }
    }

    private void ComeToRest()
    {
        var end = world.Scheduler.Now + Patience;
        var rest = new Rest(world);
        while (rest.WhyNot() is { } reason)
        {
            if (world.Scheduler.Now >= end)
            {
                throw new ViolationException("rest", reason);
            }

            Run(world.Scheduler.Now + TimeSpan.FromSeconds(30));
        }
    }

    private HistoryResult Result(ViolationException? violation) => new(
        seed, violation, world.Scheduler.Steps, world.Scheduler.Trace, fleet.Deaths, world.Rules.Transitions);
}

/// <param name="Violation">What went wrong, or null.</param>
/// <param name="Steps">How many things happened.</param>
/// <param name="Trace">The same for two runs of the same seed.</param>
/// <param name="Deaths">How often a process was killed.</param>
/// <param name="Transitions">How often each phase followed each other.</param>
public sealed record HistoryResult(
    ulong Seed,
    ViolationException? Violation,
    long Steps,
    ulong Trace,
    int Deaths,
    IReadOnlyDictionary<string, long> Transitions);
