using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Pins;
using ContinuousDeploy.Targets;

namespace ContinuousDeploy.Tests.Targets;

public sealed class ProcessTargetTests
{
    private static readonly HttpClient Http = new();

    [Fact]
    public async Task A_version_that_gets_ready_is_up_at_an_address_of_its_own()
    {
        await using var world = new TargetWorld();

        var address = await world.UpAsync(TargetWorld.Request("serve"));

        Assert.Equal("127.0.0.1", address.Host);
        Assert.Equal("fine", await Http.GetStringAsync(address, TestContext.Current.CancellationToken));
        Assert.Equal(InstanceState.Ready, await world.ObserveAsync("rollout-1"));
    }

    [Fact]
    public async Task The_same_instance_asked_for_again_is_the_same_process()
    {
        await using var world = new TargetWorld();
        var address = await world.UpAsync(TargetWorld.Request("serve"));
        var processes = InstanceProcesses.Of(world.Place("instances", "rollout-1"));

        using var restarted = world.Restarted();
        var again = await restarted.EnsureAsync(TargetWorld.Request("serve"), TestContext.Current.CancellationToken);

        Assert.Equal(address, Assert.IsType<EnsureOutcome.Up>(again).Address);
        Assert.Equal(processes, InstanceProcesses.Of(world.Place("instances", "rollout-1")));
    }

    [Fact]
    public async Task Two_that_ask_at_once_get_one_instance()
    {
        await using var world = new TargetWorld();
        using var other = world.Restarted();

        var outcomes = await Task.WhenAll(
            world.EnsureAsync(TargetWorld.Request("serve")),
            other.EnsureAsync(TargetWorld.Request("serve"), TestContext.Current.CancellationToken));

        Assert.Single(outcomes.Select(outcome => Assert.IsType<EnsureOutcome.Up>(outcome).Address).Distinct());
        // Its supervisor and itself.
        Assert.Equal(2, InstanceProcesses.Of(world.Place("instances", "rollout-1")).Length);
    }

    [Fact]
    public async Task Eight_instances_at_once_get_eight_addresses()
    {
        await using var world = new TargetWorld();

        var addresses = await Task.WhenAll(Enumerable.Range(1, 8).Select(number =>
            world.UpAsync(TargetWorld.Request("serve") with
            {
                Instance = $"rollout-{number}",
                Stage = new StageId(number, "staging", "sample"),
            })));

        Assert.Equal(8, addresses.Distinct().Count());
    }

    [Theory]
    [InlineData("never-ready", "503")]
    [InlineData("silent", "no answer in 2 s")]
    public async Task A_version_that_never_gets_ready_is_bad_and_stopped(string behaviour, string seen)
    {
        var patience = new Patience();
        await using var world = new TargetWorld(patience);

        var ensure = world.EnsureAsync(TargetWorld.Request(behaviour));
        await AskedTwiceAsync(world);
        patience.End();

        var bad = Assert.IsType<EnsureOutcome.Bad>(await ensure);
        Assert.Equal($"It was not ready within 180 s: /readyz must answer 2xx, last seen: {seen}.", bad.Reason);
        Assert.Equal(InstanceState.Gone, await world.ObserveAsync("rollout-1"));
        Assert.Empty(InstanceProcesses.Of(world.Place("instances", "rollout-1")));
    }

    [Fact]
    public async Task A_version_that_dies_is_bad_with_its_exit_code_and_last_words()
    {
        await using var world = new TargetWorld();

        var bad = await world.BadAsync(TargetWorld.Request("exit", "7"));

        Assert.Equal("It ended with exit code 7 before it was ready.", bad.Reason);
        Assert.Equal("giving up", bad.Log);
        Assert.Empty(Directory.GetDirectories(world.Place("instances")));
        Assert.Equal("giving up\n", File.ReadAllText(world.Place("logs", "rollout-1.log")));
    }

    [Fact]
    public async Task An_instance_that_died_later_is_gone_and_can_be_brought_up_again()
    {
        await using var world = new TargetWorld();
        await world.UpAsync(TargetWorld.Request("serve"));
        var instance = InstanceProcesses.Of(world.Place("instances", "rollout-1"))[^1];

        System.Diagnostics.Process.GetProcessById(instance).Kill();
        await Eventually.TrueAsync(async () => await world.ObserveAsync("rollout-1") == InstanceState.Gone);

        await world.UpAsync(TargetWorld.Request("serve"));
        Assert.Equal(InstanceState.Ready, await world.ObserveAsync("rollout-1"));
    }

    [Fact]
    public async Task An_instance_that_stops_answering_is_not_ready()
    {
        await using var world = new TargetWorld();
        await world.UpAsync(TargetWorld.Request("serve"));
        var instance = InstanceProcesses.Of(world.Place("instances", "rollout-1"))[^1];

        using (Frozen.Process(instance))
        {
            Assert.Equal(InstanceState.NotReady, await world.ObserveAsync("rollout-1"));
        }

        Assert.Equal(InstanceState.Ready, await world.ObserveAsync("rollout-1"));
    }

    [Fact]
    public async Task What_never_was_is_gone()
    {
        await using var world = new TargetWorld();

        Assert.Equal(InstanceState.Gone, await world.ObserveAsync("rollout-1"));
        await world.StopAsync("rollout-1");
    }

    [Fact]
    public async Task An_owner_that_was_replaced_is_fenced_off()
    {
        await using var world = new TargetWorld();
        await world.UpAsync(TargetWorld.Request("serve") with { Fence = 5 });

        var outcome = await world.EnsureAsync(
            TargetWorld.Request("serve") with { Fence = 4, Instance = "rollout-0" });

        Assert.IsType<EnsureOutcome.Fenced>(outcome);
        Assert.Equal(InstanceState.Gone, await world.ObserveAsync("rollout-0"));
    }

    [Fact]
    public async Task An_owner_that_was_replaced_does_not_stop_what_the_new_one_brought_up()
    {
        await using var world = new TargetWorld();
        await world.UpAsync(TargetWorld.Request("serve") with { Fence = 5 });

        Assert.Equal(StopOutcome.Fenced, await world.StopAsync("rollout-1", fence: 4));
        Assert.Equal(InstanceState.Ready, await world.ObserveAsync("rollout-1"));

        Assert.Equal(StopOutcome.Stopped, await world.StopAsync("rollout-1", fence: 5));
        Assert.Equal(InstanceState.Gone, await world.ObserveAsync("rollout-1"));
    }

    [Fact]
    public async Task An_owner_that_was_replaced_does_not_start_what_the_new_one_has_stopped()
    {
        await using var world = new TargetWorld();

        Assert.Equal(StopOutcome.Stopped, await world.StopAsync("rollout-1", fence: 5));

        Assert.IsType<EnsureOutcome.Fenced>(await world.EnsureAsync(TargetWorld.Request("serve") with { Fence = 4 }));
        Assert.Equal(InstanceState.Gone, await world.ObserveAsync("rollout-1"));
    }

    [Fact]
    public async Task An_owner_that_is_replaced_while_it_waits_neither_judges_nor_stops()
    {
        var patience = new Patience();
        await using var world = new TargetWorld(patience);
        var slow = world.EnsureAsync(TargetWorld.Request("never-ready"));
        await AskedTwiceAsync(world);

        await world.UpAsync(TargetWorld.Request("serve") with { Fence = 2, Instance = "rollout-2" });
        patience.End();

        Assert.IsType<EnsureOutcome.Fenced>(await slow);
        Assert.Equal(InstanceState.NotReady, await world.ObserveAsync("rollout-1"));
    }

    [Fact]
    public async Task One_name_for_two_versions_is_a_bug_and_not_an_instance()
    {
        await using var world = new TargetWorld();
        await world.UpAsync(TargetWorld.Request("serve"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => world.EnsureAsync(
            TargetWorld.Request("serve") with { Version = new PinnedVersion("1.0.1", Digest: null) }));
    }

    [Theory]
    [InlineData("./missing", "is not an executable file in the artifact")]
    [InlineData("./../../../../bin/true", "is not an executable file in the artifact")]
    [InlineData("./SampleApplication.dll", "is not an executable file in the artifact")]
    [InlineData("/bin/true", "begins with './'")]
    [InlineData("no-such-program-anywhere", "is not on this machine")]
    public async Task A_command_without_a_program_is_bad(string program, string reason)
    {
        await using var world = new TargetWorld();
        var request = TargetWorld.Request();

        var bad = await world.BadAsync(request with { Run = request.Run with { Command = [program] } });

        Assert.Contains(reason, bad.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_without_its_interpreter_is_bad()
    {
        await using var world = new TargetWorld();
        world.Publish("sample.tar.gz", Archive.Of(Archive.File("run", "#!/no/such/interpreter\n", Archive.Executable)));
        var request = TargetWorld.Request();

        var bad = await world.BadAsync(request with { Run = request.Run with { Command = ["./run"] } });

        Assert.Contains("cannot be executed", bad.Reason, StringComparison.Ordinal);
    }

    // The second question shows that the first one has its answer, or waited for it in vain.
    private static Task AskedTwiceAsync(TargetWorld world)
    {
        var log = world.Place("instances", "rollout-1", "log");
        return Eventually.TrueAsync(() =>
            Task.FromResult(File.Exists(log) && File.ReadAllText(log).Split("asked\n").Length > 2));
    }
}
