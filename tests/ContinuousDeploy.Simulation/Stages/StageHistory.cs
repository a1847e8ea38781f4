using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.Simulation.World;

namespace ContinuousDeploy.Simulation.Stages;

/// <summary>
/// A short history of one stage: the bot's own loop with its neighbours, without repository and pull requests around
/// it. Cheap enough to play a hundred thousand of them with every change.
/// </summary>
public sealed class StageHistory
{
    private static readonly TimeSpan Day = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan Patience = TimeSpan.FromHours(3);

    private readonly Ground world;
    private readonly Desk desk;
    private readonly StageOwners owners;
    private readonly ulong seed;

    private StageHistory(ulong seed, Flaw flaw, Action<string>? note, Swarm? swarm)
    {
        this.seed = seed;
        world = new Ground(seed, flaw, note, swarm, readsTurns: seed % 16 == 0);
        desk = new Desk(world);
        owners = new StageOwners(world, desk);
        desk.Tell = owners.Tell;
        desk.RollBack = owners.RollBack;
        world.Machines.WasMerged = (_, version) => desk.WasMerged(version);
    }

    /// <inheritdoc cref="History.Play(ulong, Flaw, Action{string}, Swarm)"/>
    public static HistoryResult Play(
        ulong seed, Flaw flaw = Flaw.None, Action<string>? note = null, Swarm? swarm = null) =>
        new StageHistory(seed, flaw, note, swarm).Play();

    /// <inheritdoc cref="History.PlayTold"/>
    public static HistoryResult PlayTold(ulong seed, Swarm swarm, TurnTaken taken)
    {
        var history = new StageHistory(seed, Flaw.None, note: null, swarm);
        history.world.TellTurns(taken);
        return history.Play();
    }

    private HistoryResult Play()
    {
        var swarm = world.Swarm;
        var run = new Run(world, Patience);
        var violation = run.Play(Day, Begin, Calm, WhyNotAtRest);
        return new HistoryResult(
            seed, swarm, violation, world.Scheduler.Steps, world.Scheduler.Trace, owners.Deaths, world.Stages.Transitions);
    }

    private void Begin()
    {
        desk.Begin(Day);
        owners.Begin(Day);
        new MachineTrouble(world).Begin();
        new Outages(world).Begin(Day);
    }

    private void Calm() => owners.Calm();

    private string? WhyNotAtRest()
    {
        if (desk.Waiting > 0)
        {
            return "A revert waits to be merged.";
        }

        if (StageRest.WhyNot(world, Desk.Stage, desk.Tip?.Version.Version) is { } reason)
        {
            return reason;
        }

        var rollout = world.Stages.Known(Desk.Stage)!.Rollout!;
        return rollout.Request.Commit == desk.Tip?.Commit
            && rollout.Phase is Phase.Ended { Outcome: Outcome.Failed or Outcome.Aborted }
            ? $"{rollout.Request.Version} was taken back, and Git still says it."
            : null;
    }
}
