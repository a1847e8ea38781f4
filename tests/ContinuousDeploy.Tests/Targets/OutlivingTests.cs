using System.Diagnostics;

namespace ContinuousDeploy.Tests.Targets;

/// <summary>Instances and the bot live and die apart. The bot is another process here, ended by SIGKILL.</summary>
public sealed class OutlivingTests
{
    private static readonly HttpClient Http = new();

    [Fact]
    public async Task An_instance_serves_on_when_the_bot_is_killed_and_the_next_bot_adopts_it()
    {
        await using var world = new TargetWorld();
        using var bot = StartBot(world);
        var address = new Uri((await bot.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!);
        var processes = InstanceProcesses.Of(world.Place("instances", "rollout-1"));

        bot.Kill();
        await bot.WaitForExitAsync(TestContext.Current.CancellationToken);

        // Its end comes only when nothing that lives on holds the bot's own output open.
        Assert.Empty(await bot.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal("fine", await Http.GetStringAsync(address, TestContext.Current.CancellationToken));
        Assert.Equal(address, await world.UpAsync(TargetWorld.Request("serve")));
        Assert.Equal(processes, InstanceProcesses.Of(world.Place("instances", "rollout-1")));
    }

    [Fact]
    public async Task A_bot_killed_at_any_moment_of_a_start_leaves_no_second_process()
    {
        await using var world = new TargetWorld();
        var record = world.Place("instances", "rollout-1", "instance.json");
        Func<bool>[] moments =
        [
            () => Directory.Exists(world.Place("stages")),
            () => Directory.Exists(world.Place("versions", "sample")),
            () => Directory.Exists(world.Place("instances", "rollout-1")),
            () => File.Exists(record),
            () => InstanceProcesses.Of(world.Place("instances", "rollout-1")).Length > 0,
            () => File.Exists(record) && File.ReadAllText(record).Contains("Started\"", StringComparison.Ordinal),
        ];
        foreach (var moment in moments)
        {
            await StartAndKillAsync(world, moment);
            await world.UpAsync(TargetWorld.Request("serve"));

            Assert.Equal(2, InstanceProcesses.Of(world.Place("instances", "rollout-1")).Length);
            await world.StopAsync("rollout-1");
            Directory.Delete(world.Place(), recursive: true);
        }
    }

    [Fact]
    public async Task A_process_whose_bot_died_before_it_could_write_it_down_is_found_by_its_marker()
    {
        await using var world = new TargetWorld();
        await world.UpAsync(TargetWorld.Request("serve"));
        var lost = InstanceProcesses.Of(world.Place("instances", "rollout-1"));
        // The record as it was before the start.
        var record = world.Place("instances", "rollout-1", "instance.json");
        var text = await File.ReadAllTextAsync(record, TestContext.Current.CancellationToken);
        var begin = text.IndexOf("\"Supervisor\": {", StringComparison.Ordinal);
        var end = text.IndexOf('}', begin);
        await File.WriteAllTextAsync(
            record,
            text[..begin].Replace("\"Started\"", "\"Starting\"", StringComparison.Ordinal)
                + "\"Supervisor\": null" + text[(end + 1)..],
            TestContext.Current.CancellationToken);

        await world.UpAsync(TargetWorld.Request("serve"));

        var running = InstanceProcesses.Of(world.Place("instances", "rollout-1"));
        Assert.Equal(2, running.Length);
        Assert.Empty(running.Intersect(lost));
    }

    private static async Task StartAndKillAsync(TargetWorld world, Func<bool> moment)
    {
        using var bot = StartBot(world);
        await Eventually.TrueAsync(() => Task.FromResult(moment()));
        bot.Kill();
        await bot.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static Process StartBot(TargetWorld world) => Process.Start(
        new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "SampleDeployer"),
            [world.Options.Folder, world.Artifacts, "sample.tar.gz", "rollout-1"])
        {
            RedirectStandardOutput = true,
        })!;
}
