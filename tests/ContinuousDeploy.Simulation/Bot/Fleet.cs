using ContinuousDeploy.GitHub;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Simulation.World;
using ContinuousDeploy.Stages;

namespace ContinuousDeploy.Simulation.Bot;

/// <summary>The bot's processes: how they die, come back, and are told what happens at GitHub.</summary>
public sealed class Fleet
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    private readonly Planet world;
    private readonly MirrorDisk[] disks;
    private readonly BotProcess[] processes;

    public Fleet(Planet world)
    {
        this.world = world;
        disks = [.. Enumerable.Range(0, world.Swarm.Processes).Select(_ => new MirrorDisk())];
        processes = [.. disks.Select(disk => new BotProcess(world, disk))];
    }

    /// <summary>How many processes were killed.</summary>
    public int Deaths { get; private set; }

    public void Start()
    {
        foreach (var process in processes)
        {
            process.Start();
        }

        for (var kill = 0; kill < world.Swarm.Kills; kill++)
        {
            world.Scheduler.After(world.Dice.Within(People.Hours), process: null, KillAny);
        }

        for (var pause = 0; pause < world.Swarm.Pauses; pause++)
        {
            world.Scheduler.After(world.Dice.Within(People.Hours), process: null, PauseAny);
        }
    }

    /// <summary>
    /// A webhook comes, or gets lost, or comes twice. One that was stored is worked off sooner or later; a comment that
    /// is never told of is not found yet, so those are always stored.
    /// </summary>
    public void Tell(RepositoryEvent hint)
    {
        if (hint is RepositoryEvent.CommentWritten || !world.Dice.Falls(world.Swarm.LostWebhooks))
        {
            Deliver(hint);
        }

        if (world.Dice.Falls(world.Swarm.LostWebhooks / 4))
        {
            Deliver(hint);
        }
    }

    /// <summary>From now on all the processes live.</summary>
    public void Calm()
    {
        for (var place = 0; place < processes.Length; place++)
        {
            if (!processes[place].Process.IsAlive)
            {
                Restart(place);
            }
        }
    }

    private void Deliver(RepositoryEvent hint) => world.Scheduler.After(
        world.Dice.Within(TimeSpan.FromSeconds(2)), process: null, () => HandOver(hint));

    private void HandOver(RepositoryEvent hint)
    {
        var isDone = false;
        var process = processes[world.Dice.Below(processes.Length)];
        world.Scheduler.Post(process.Process, () => world.Watch(HandleAsync()));
        world.Scheduler.After(RetryAfter, process: null, () =>
        {
            if (!isDone && world.Flaw is not Flaw.InboxThatForgets)
            {
                HandOver(hint);
            }
        });

        async Task HandleAsync()
        {
            try
            {
                await process.HandleAsync(hint, CancellationToken.None);
                isDone = true;
            }
            catch (Exception exception) when (exception is GitHubUnavailableException or LedgerUnavailableException)
            {
                // The inbox keeps it, and it is handed over again.
            }
        }
    }

    private void PauseAny() => world.Dice.Pick(processes).Process.PauseUntil(
        world.Scheduler.Now + world.Dice.Within(TimeSpan.FromMinutes(2)));

    private void KillAny()
    {
        var place = world.Dice.Below(processes.Length);
        if (!processes[place].Process.IsAlive)
        {
            return;
        }

        world.Note(() => $"process {place} dies");
        processes[place].Process.Die();
        world.Store.ProcessDied();
        Deaths++;
        world.Scheduler.After(world.Dice.Within(TimeSpan.FromSeconds(20)), process: null, () =>
        {
            if (!processes[place].Process.IsAlive)
            {
                Restart(place);
            }
        });
    }

    private void Restart(int place)
    {
        processes[place] = new BotProcess(world, disks[place]);
        processes[place].Start();
    }
}
