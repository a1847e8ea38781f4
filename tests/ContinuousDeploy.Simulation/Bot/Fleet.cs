using ContinuousDeploy.Simulation.World;

namespace ContinuousDeploy.Simulation.Bot;

/// <summary>The bot's processes: how they die, come back, and are called by GitHub.</summary>
public sealed class Fleet
{
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

    /// <summary>One of the processes is called by GitHub; one that is dead refuses the connection.</summary>
    /// <param name="answer">Is told whether the webhook is acknowledged.</param>
    public void Receive(Webhook webhook, Action<bool> answer)
    {
        var process = world.Dice.Pick(processes);
        if (process.Process.IsAlive)
        {
            world.Scheduler.Post(process.Process, () => world.Watch(process.ReceiveAsync(webhook, answer)));
        }
        else
        {
            answer(false);
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
