using ContinuousDeploy.Simulation.Stages;
using ContinuousDeploy.Simulation.World;

namespace ContinuousDeploy.Simulation.Tests;

/// <summary>A history that went wrong is told as the smallest one that goes wrong in the same way.</summary>
public sealed class ShrinkingTests(ITestOutputHelper output)
{
    [Fact]
    public void Only_what_it_takes_is_left()
    {
        const Flaw flaw = Flaw.ChecksThatPass;
        var failed = Enumerable.Range(1, 1_000).Select(seed => StageHistory.Play((ulong)seed, flaw))
            .First(history => history is { Violation: not null, Swarm: { Kills: > 0, Pauses: > 0, Processes: 2 } });

        var smallest = Shrinking.Shrink((seed, swarm) => StageHistory.Play(seed, flaw, swarm: swarm), failed);

        output.WriteLine($"{failed.Steps} steps, {failed.Swarm}\n{smallest.Steps} steps, {smallest.Swarm}");
        Assert.Equal(failed.Violation!.Invariant, smallest.Violation!.Invariant);
        var (kills, pauses, processes) = (smallest.Swarm.Kills, smallest.Swarm.Pauses, smallest.Swarm.Processes);
        Assert.Equal((0, 0, 1), (kills, pauses, processes));
        Assert.Equal(smallest.Swarm.Calm(), smallest.Swarm with { ClockWrongBy = smallest.Swarm.Calm().ClockWrongBy });
        Assert.True(smallest.Steps < failed.Steps);
    }

    [Fact]
    public void What_was_drawn_for_a_seed_given_with_it_is_the_same_history()
    {
        var drawn = StageHistory.Play(7);

        var given = StageHistory.Play(7, swarm: drawn.Swarm);

        Assert.Equal(drawn.Trace, given.Trace);
    }
}
