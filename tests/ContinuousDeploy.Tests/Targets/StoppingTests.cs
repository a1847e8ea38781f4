using ContinuousDeploy.Targets;
using Microsoft.Extensions.Time.Testing;

namespace ContinuousDeploy.Tests.Targets;

public sealed class StoppingTests
{
    [Fact]
    public async Task A_stopped_instance_is_gone_and_leaves_only_its_log()
    {
        await using var world = new TargetWorld();
        await world.UpAsync(TargetWorld.Request("serve"));

        await world.StopAsync("rollout-1");

        Assert.Equal(InstanceState.Gone, await world.ObserveAsync("rollout-1"));
        Assert.Empty(InstanceProcesses.Of(world.Place("instances", "rollout-1")));
        Assert.Empty(Directory.GetDirectories(world.Place("instances")));
        await world.StopAsync("rollout-1");
    }

    [Fact]
    public async Task What_ignores_the_request_to_end_is_ended_after_ten_seconds()
    {
        await using var world = new TargetWorld();
        await world.UpAsync(TargetWorld.Request("stubborn"));
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
        using var bot = world.Restarted(time);

        var stop = bot.StopAsync(TargetWorld.Stop("rollout-1"), TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(2, InstanceProcesses.Of(world.Place("instances", "rollout-1")).Length);
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            return Task.FromResult(stop.IsCompleted);
        });

        await stop;
        Assert.Empty(InstanceProcesses.Of(world.Place("instances", "rollout-1")));
    }

    [Fact]
    public async Task Children_end_with_their_instance_also_those_that_left_its_group()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/setsid"), "The sample application leaves its group with setsid(1).");
        await using var world = new TargetWorld();
        await world.UpAsync(TargetWorld.Request("fork"));
        // The supervisor, the application, and its two children.
        await Eventually.TrueAsync(() =>
            Task.FromResult(InstanceProcesses.Of(world.Place("instances", "rollout-1")).Length == 4));

        await world.StopAsync("rollout-1");

        Assert.Empty(InstanceProcesses.Of(world.Place("instances", "rollout-1")));
    }

    [Fact]
    public async Task A_stop_that_was_broken_off_is_finished_by_whoever_asks_next()
    {
        await using var world = new TargetWorld();
        await world.UpAsync(TargetWorld.Request("serve"));
        var before = InstanceProcesses.Of(world.Place("instances", "rollout-1"));
        using (Frozen.Process(before[^1]))
        using (var bot = world.Restarted())
        using (var interruption = new CancellationTokenSource())
        {
            var stop = bot.StopAsync(TargetWorld.Stop("rollout-1"), interruption.Token);
            await Eventually.TrueAsync(() => Task.FromResult(
                File.ReadAllText(world.Place("instances", "rollout-1", "instance.json"))
                    .Contains("Stopping", StringComparison.Ordinal)));
            await interruption.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stop);
            Assert.Equal(InstanceState.Gone, await world.ObserveAsync("rollout-1"));
        }

        await world.UpAsync(TargetWorld.Request("serve"));

        Assert.Empty(before.Intersect(InstanceProcesses.Of(world.Place("instances", "rollout-1"))));
    }

    [Fact]
    public async Task A_process_that_took_over_the_number_of_a_dead_one_is_left_alone()
    {
        await using var world = new TargetWorld();
        await world.UpAsync(TargetWorld.Request("serve"));
        await world.UpAsync(TargetWorld.Request("serve") with { Instance = "rollout-2" });
        var stranger = InstanceProcesses.Of(world.Place("instances", "rollout-2"));
        // As after a restart of the machine: the record names a number that belongs to another process by now.
        var record = world.Place("instances", "rollout-1", "instance.json");
        var supervisor = InstanceProcesses.Of(world.Place("instances", "rollout-1"))[0];
        var text = await File.ReadAllTextAsync(record, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            record,
            text.Replace($"\"Id\": {supervisor},", $"\"Id\": {stranger[0]},", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);

        await world.StopAsync("rollout-1");

        Assert.Equal(stranger, InstanceProcesses.Of(world.Place("instances", "rollout-2")));
        Assert.Equal(InstanceState.Ready, await world.ObserveAsync("rollout-2"));
        Assert.Empty(InstanceProcesses.Of(world.Place("instances", "rollout-1")));
    }
}
