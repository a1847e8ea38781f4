namespace ContinuousDeploy.Simulation.World;

/// <summary>Versions that die by themselves, and machines that lose an instance now and then.</summary>
public sealed class MachineTrouble(Ground world)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(20);

    public void Begin() => world.Scheduler.After(Look, process: null, Happen);

    private void Happen()
    {
        foreach (var instance in world.Machines.All.Where(instance => instance.IsUp))
        {
            var isSick = Releases.NatureOf(instance.Version) is Nature.DiesLater && world.Dice.Falls(300);
            if (isSick || (world.Swarm.DyingInstances && world.Dice.Falls(10)))
            {
                instance.IsUp = false;
            }
        }

        world.Scheduler.After(Look, process: null, Happen);
    }
}
