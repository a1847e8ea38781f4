using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Simulation.Scheduling;
using ContinuousDeploy.Simulation.World;
using ContinuousDeploy.Stages;
using ContinuousDeploy.Targets;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Simulation.Bot;

/// <summary>
/// The bot's own shell in one process of the simulated world: its runners, its errands and its tick, without grains
/// around them and with simulated neighbours.
/// </summary>
public sealed class BotProcess : IStages, IRepositoryEvents, IStageListener
{
    private readonly Planet world;
    private readonly SimulatedLedger ledger;
    private readonly StageRunners stages;
    private readonly RepositoryRunners repositories;
    private readonly WebhookDoor door;
    private readonly Func<Task> look;
    private readonly Turns starting = new();
    private readonly Dictionary<StageId, Task<StageRunner>> running = [];
    private RepositoryRunner? repository;

    public BotProcess(Planet world, MirrorDisk disk)
    {
        this.world = world;
        Process = new Process(world.Scheduler);
        var time = new ProcessTime(world.Scheduler, Process, world.Swarm.ClockWrongBy);
        var work = new WorkInProgress();
        ledger = new SimulatedLedger(world.Store, Wire(swarm => swarm.Ledger));
        var line = new GitHubLine(world, Wire(swarm => swarm.GitHub), time);
        var gitHub = new SimulatedGitHub(world.Site, line, world.Flaw);
        var reporter = new SimulatedReporter(world.Site, line);
        var target = Wire(swarm => swarm.Target, isWithin: true);
        var targets = new TargetCatalog(Options.Create(SimulatedTarget.Configuration()), [new SimulatedTarget(world.Machines, target)]);
        var traffic = new SimulatedTraffic(world.Gateway, Wire(swarm => swarm.Traffic));
        var effects = new StageEffects(
            targets,
            traffic,
            new SimulatedSmoke(world, target),
            this,
            time);
        stages = new StageRunners(ledger, effects, this, work, time, world.Log<StageRunner>());
        var mirrors = new SimulatedMirrors(world.Site, disk, Wire(swarm => swarm.GitHub), world.Trees, world.Flaw);
        repositories = new RepositoryRunners(
            ledger, mirrors, gitHub, reporter, gitHub, this, traffic, targets, work, time, world.Log<RepositoryRunner>());
        look = () => LookAsync(gitHub, work, time);
        var inbox = new SimulatedInbox(world.Store.Inbox, Wire(swarm => swarm.Ledger));
        door = new WebhookDoor(world, ledger, inbox, new SimulatedDeliveryLog(world.Webhooks, line), this, work, time);
    }

    public Process Process { get; }

    /// <summary>Begins with a look at everything, and looks again and again; beside that it works the inbox off.</summary>
    public void Start()
    {
        world.Scheduler.Post(Process, Tick);
        world.Scheduler.Post(Process, Sweep);
        world.Scheduler.Post(Process, () => world.Watch(door.PumpAsync()));
    }

    /// <summary>A webhook comes in.</summary>
    /// <param name="answer">Is told whether it is acknowledged, unless this process dies first.</param>
    public async Task ReceiveAsync(Webhook webhook, Action<bool> answer)
    {
        var isAcknowledged = await door.ReceiveAsync(webhook);
        if (isAcknowledged)
        {
            world.Deliveries.Acknowledged(webhook);
        }
        else
        {
            world.Saw("a webhook was refused");
        }

        answer(isAcknowledged);
    }

    public async Task HandleAsync(StageId stage, StageEvent happened) =>
        await (await RunnerAsync(stage)).HandleAsync(happened);

    public async Task<string?> RollBackAsync(StageId stage, RollbackRequest request)
    {
        world.Rules.RollbackBegins(request);
        var refusal = await (await RunnerAsync(stage)).RollBackAsync(request);
        if (refusal is null)
        {
            world.Rules.RollbackGranted(request);
        }

        return refusal;
    }

    public async Task<StageState?> FindAsync(StageId stage, CancellationToken cancellationToken) =>
        await ledger.LoadAsync(StageStream.NameOf(stage), cancellationToken) is { } record
            ? StageJson.Read(record.State)
            : null;

    public async Task WakeAsync(StageId stage) => await (await RunnerAsync(stage)).WakeAsync();

    public async Task HandleAsync(RepositoryEvent hint, CancellationToken cancellationToken)
    {
        var began = world.Scheduler.Now;
        if (await RepositoryAsync() is { } started)
        {
            await started.HandleAsync(hint, cancellationToken);
            world.Deliveries.Handled(hint, began);
        }
    }

    public Task ChangedAsync(StageId stage, bool settled) =>
        repository?.ChangedAsync(stage, settled) ?? Task.CompletedTask;

    public async Task WantRevertAsync(StageId stage, RevertRequest request)
    {
        var started = await RepositoryAsync() ?? throw new GitHubUnavailableException("Not known yet.", null);
        await started.WantRevertAsync(stage, request);
    }

    private Wire Wire(Func<Swarm, WireFaults> faults, bool isWithin = false) =>
        new(world.Scheduler, world.Dice, Process, () => faults(world.Swarm), isWithin);

    private async Task LookAsync(SimulatedGitHub gitHub, WorkInProgress work, ProcessTime time)
    {
        using var tick = new ReconcileTick(ledger, gitHub, this, this, work, time, world.Log<ReconcileTick>());
        await tick.RunOnceAsync(CancellationToken.None);
    }

    private void Tick()
    {
        world.Watch(TickAsync());
        if (world.Flaw is not Flaw.NoReconciliation)
        {
            world.Scheduler.After(ReconcileTick.Interval, Process, Tick);
        }
    }

    private void Sweep()
    {
        world.Watch(door.SweepAsync());
        world.Scheduler.After(RedeliverySweep.Interval, Process, Sweep);
    }

    private async Task TickAsync()
    {
        try
        {
            await look();
        }
        catch (Exception exception) when (exception is GitHubUnavailableException or LedgerUnavailableException)
        {
            // As the tick's own loop does: the next one tries again.
        }
    }

    /// <summary>An activation that fails is made again at the next call, as the cluster does.</summary>
    private async Task<StageRunner> RunnerAsync(StageId stage)
    {
        if (!running.TryGetValue(stage, out var runner))
        {
            runner = running[stage] = StartAsync(stage);
        }

        try
        {
            return await runner;
        }
        catch
        {
            running.Remove(stage);
            throw;
        }
    }

    private async Task<StageRunner> StartAsync(StageId stage)
    {
        var runner = stages.For(stage);
        await runner.StartAsync(CancellationToken.None);
        return runner;
    }

    private async Task<RepositoryRunner?> RepositoryAsync()
    {
        using var mine = await starting.TakeAsync(CancellationToken.None);
        return repository ??= await repositories.StartAsync(
            SimulatedGitHub.Repository.Id, SimulatedGitHub.Repository, CancellationToken.None);
    }
}
