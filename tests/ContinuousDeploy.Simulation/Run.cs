using ContinuousDeploy.Simulation.World;

namespace ContinuousDeploy.Simulation;

/// <summary>A day of faults, then calm, in which everything must come to rest.</summary>
/// <param name="patience">How long coming to rest may take, in the world's time.</param>
internal sealed class Run(Ground world, TimeSpan patience)
{
    private const long StepLimit = 2_000_000;

    /// <param name="calm">Is told that the faults are over.</param>
    /// <param name="whyNotAtRest">Says why the world is not at rest yet, or null.</param>
    /// <returns>What went wrong, or null.</returns>
    public ViolationException? Play(TimeSpan day, Action begin, Action calm, Func<string?> whyNotAtRest)
    {
        try
        {
            begin();
            PlayUntil(world.Scheduler.Now + day);
            world.Swarm = world.Swarm.Calm();
            calm();
            ComeToRest(whyNotAtRest);
            return null;
        }
        catch (ViolationException violation)
        {
            return violation;
        }
    }

    /// <summary>As <see cref="Play"/>, where each act waits until the world has come to rest after the one before.</summary>
    /// <param name="atRest">Is told of each rest.</param>
    public ViolationException? PlayOneByOne(IEnumerable<Action> acts, Func<string?> whyNotAtRest, Action atRest)
    {
        try
        {
            foreach (var act in acts)
            {
                act();
                ComeToRest(whyNotAtRest);
                atRest();
            }

            return null;
        }
        catch (ViolationException violation)
        {
            return violation;
        }
    }

    private void PlayUntil(DateTimeOffset until)
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

    private void ComeToRest(Func<string?> whyNotAtRest)
    {
        var end = world.Scheduler.Now + patience;
        while (whyNotAtRest() is { } reason)
        {
            if (world.Scheduler.Now >= end)
            {
                throw new ViolationException("rest", reason);
            }

            PlayUntil(world.Scheduler.Now + TimeSpan.FromSeconds(30));
        }
    }
}
