using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.Simulation.Bot;
using ContinuousDeploy.Simulation.Scheduling;
using ContinuousDeploy.Simulation.World;
using ContinuousDeploy.Stages;
using ContinuousDeploy.Targets;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Simulation.Stages;

/// <summary>The bot's own shell around one stage, in one process of the simulated world.</summary>
public sealed class StageOwner : IStageListener
{
    private static readonly IOptions<TargetsOptions> Targets = Options.Create(SimulatedTarget.Configuration());

    private readonly Desk desk;
    private readonly Wire gitHub;
    private readonly StageRunners runners;
    private Task<StageRunner>? running;

    public StageOwner(Ground world, Desk desk)
    {
        this.desk = desk;
        Process = new Process(world.Scheduler);
        var time = new ProcessTime(world.Scheduler, Process, world.Swarm.ClockWrongBy);
        gitHub = Wire(world, swarm => swarm.GitHub);
        var target = Wire(world, swarm => swarm.Target, isWithin: true);
        var effects = new StageEffects(
            new TargetCatalog(Targets, [new SimulatedTarget(world.Machines, target)]),
            new SimulatedTraffic(world.Gateway, Wire(world, swarm => swarm.Traffic)),
            new SimulatedSmoke(world, target),
            this,
            time);
        runners = new StageRunners(
            new SimulatedLedger(world.Store, Wire(world, swarm => swarm.Ledger)),
            effects,
            this,
            new WorkInProgress(),
            time,
            world.Log<StageRunner>());
    }

    public Process Process { get; }

    public async Task HandleAsync(StageEvent happened) => await (await RunnerAsync()).HandleAsync(happened);

    public async Task<string?> RollBackAsync(RollbackRequest request) =>
        await (await RunnerAsync()).RollBackAsync(request);

    /// <summary>Goes on with what is wanted.</summary>
    public async Task WakeAsync() => await (await RunnerAsync()).WakeAsync();

    public Task ChangedAsync(StageId stage, bool settled) => Task.CompletedTask;

    public Task WantRevertAsync(StageId stage, RevertRequest request) => gitHub.CallAsync(
        () =>
        {
            desk.Revert(request);
            return true;
        },
        () => new GitHubUnavailableException("GitHub does not answer.", null),
        CancellationToken.None);

    private Wire Wire(Ground world, Func<Swarm, WireFaults> faults, bool isWithin = false) =>
        new(world.Scheduler, world.Dice, Process, () => faults(world.Swarm), isWithin);

    /// <summary>An activation that fails is made again at the next call, as the cluster does.</summary>
    private async Task<StageRunner> RunnerAsync()
    {
        running ??= StartAsync();
        try
        {
            return await running;
        }
        catch
        {
            running = null;
            throw;
        }
    }

    private async Task<StageRunner> StartAsync()
    {
        var runner = runners.For(Desk.Stage);
        await runner.StartAsync(CancellationToken.None);
        return runner;
    }
}
