using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Simulation.World;

namespace ContinuousDeploy.Simulation.Stages;

/// <summary>The owners of one stage: how they die, stand still, come back, and are told what happens.</summary>
public sealed class StageOwners
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Tick = TimeSpan.FromMinutes(1);

    private readonly Ground world;
    private readonly Desk desk;
    private readonly StageOwner[] owners;

    public StageOwners(Ground world, Desk desk)
    {
        this.world = world;
        this.desk = desk;
        owners = [.. Enumerable.Range(0, world.Swarm.Processes).Select(_ => new StageOwner(world, desk))];
    }

    /// <summary>How many were killed.</summary>
    public int Deaths { get; private set; }

    /// <summary>How much of the news nobody is known to have saved.</summary>
    public int Untold { get; private set; }

    public void Begin(TimeSpan day)
    {
        Look();
        for (var kill = 0; kill < world.Swarm.Kills; kill++)
        {
            world.Scheduler.After(world.Dice.Within(day), process: null, KillAny);
        }

        for (var pause = 0; pause < world.Swarm.Pauses; pause++)
        {
            world.Scheduler.After(world.Dice.Within(day), process: null, PauseAny);
        }
    }

    /// <summary>From now on all of them live.</summary>
    public void Calm()
    {
        for (var place = 0; place < owners.Length; place++)
        {
            Revive(place);
        }
    }

    /// <summary>Hands news over, again and again until somebody has saved it.</summary>
    public void Tell(StageEvent news) => Insist(owner => owner.HandleAsync(news));

    /// <summary>As <see cref="Tell"/>, for a rollback: whoever asks comes again until there is an answer.</summary>
    public void InsistOn(RollbackRequest request) => Insist(owner => owner.RollBackAsync(request));

    private void Insist(Func<StageOwner, Task> ask)
    {
        Untold++;
        Ask(ask);
    }

    private void Ask(Func<StageOwner, Task> ask)
    {
        var isDone = false;
        var owner = world.Dice.Pick(owners);
        world.Scheduler.Post(owner.Process, () => world.Watch(HandleAsync()));
        world.Scheduler.After(TryAgain, process: null, () =>
        {
            if (isDone)
            {
                Untold--;
            }
            else if (world.Flaw is not Flaw.InboxThatForgets)
            {
                Ask(ask);
            }
        });

        async Task HandleAsync()
        {
            try
            {
                await ask(owner);
                isDone = true;
            }
            catch (LedgerUnavailableException)
            {
                // Nothing was decided: it is handed over again.
            }
        }
    }

    /// <summary>Somebody asks for a rollback; an answer that gets lost is not asked for again.</summary>
    public void RollBack(RollbackRequest request)
    {
        var owner = world.Dice.Pick(owners);
        world.Scheduler.Post(owner.Process, () => world.Watch(owner.RollBackAsync(request)));
    }

    /// <summary>The tick: effects that are pending are woken, whoever owns them.</summary>
    private void Look()
    {
        if (world.Store.WithEffects().Length > 0)
        {
            var owner = world.Dice.Pick(owners);
            world.Scheduler.Post(owner.Process, () => world.Watch(owner.WakeAsync()));
        }

        if (world.Flaw is not Flaw.NoReconciliation)
        {
            world.Scheduler.After(Tick, process: null, Look);
        }
    }

    private void PauseAny() => world.Dice.Pick(owners).Process.PauseUntil(
        world.Scheduler.Now + world.Dice.Within(TimeSpan.FromMinutes(2)));

    private void KillAny()
    {
        var place = world.Dice.Below(owners.Length);
        if (!owners[place].Process.IsAlive)
        {
            return;
        }

        world.Note(() => $"process {place} dies");
        owners[place].Process.Die();
        world.Store.ProcessDied();
        Deaths++;
        world.Scheduler.After(world.Dice.Within(TimeSpan.FromSeconds(20)), process: null, () => Revive(place));
    }

    private void Revive(int place)
    {
        if (owners[place].Process.IsAlive)
        {
            return;
        }

        owners[place] = new StageOwner(world, desk);
        var owner = owners[place];
        world.Scheduler.Post(owner.Process, () => world.Watch(owner.WakeAsync()));
    }
}
