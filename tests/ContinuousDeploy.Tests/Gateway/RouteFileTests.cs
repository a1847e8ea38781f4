using ContinuousDeploy.Core.Traffic;
using ContinuousDeploy.Traffic;

namespace ContinuousDeploy.Tests.Gateway;

public sealed class RouteFileTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_kill_9_the_routes_and_their_fences_are_those_last_acknowledged()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await using var blue = await Instance.StartAsync("blue");
        await using var green = await Instance.StartAsync("green");
        await gateway.MoveAsync(blue, fence: 4);
        await gateway.MoveAsync(green, fence: 5);

        await gateway.KillAsync();
        await gateway.EnsureAsync();

        using var user = gateway.User();
        Assert.Equal("green", await user.GetStringAsync("/", Cancelled));
        Assert.Equal(
            new RouteState("green", green.Address, 5),
            await gateway.Traffic.ObserveAsync(RunningGateway.Production, Cancelled));
        Assert.Equal(MoveOutcome.Fenced, await gateway.MoveAsync(blue, fence: 4));
    }

    [Fact]
    public async Task A_damaged_file_gives_way_to_the_routes_before_the_last_change()
    {
        string[] damages =
        [
            "",
            "null",
            """{"format":1,"rou""",
            """{"format":2,"routes":[]}""",
            """{"format":1,"routes":[null]}""",
            """{"format":1,"routes":[{"repository":7}]}""",
        ];
        await using var gateway = await RunningGateway.StartAsync();
        await using var blue = await Instance.StartAsync("blue");
        await using var green = await Instance.StartAsync("green");
        await gateway.MoveAsync(blue);
        await gateway.MoveAsync(green);
        foreach (var damage in damages)
        {
            await gateway.KillAsync();
            await File.WriteAllTextAsync(gateway.FilePath(GatewayLayout.RoutesFile), damage, Cancelled);
            File.Delete(gateway.FilePath(GatewayLayout.LogFile));

            await gateway.EnsureAsync();

            using var user = gateway.User();
            Assert.Equal("blue", await user.GetStringAsync("/", Cancelled));
            var log = await File.ReadAllTextAsync(gateway.FilePath(GatewayLayout.LogFile), Cancelled);
            Assert.Contains("routes.json is damaged", log, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_crash_between_the_two_renames_of_a_change_loses_nothing_that_was_acknowledged()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await using var blue = await Instance.StartAsync("blue");
        await gateway.MoveAsync(blue);
        await gateway.KillAsync();
        File.Move(
            gateway.FilePath(GatewayLayout.RoutesFile), gateway.FilePath(GatewayLayout.PreviousRoutesFile), true);

        await gateway.EnsureAsync();

        using var user = gateway.User();
        Assert.Equal("blue", await user.GetStringAsync("/", Cancelled));
    }

    [Fact]
    public async Task Without_a_readable_copy_the_gateway_does_not_start_and_says_what_to_do()
    {
        await using var gateway = RunningGateway.NotStarted();
        await File.WriteAllTextAsync(gateway.FilePath(GatewayLayout.RoutesFile), "{", Cancelled);

        var refused = await Assert.ThrowsAsync<TrafficUnavailableException>(gateway.EnsureAsync);

        Assert.Contains("The saved routes are damaged", refused.Message, StringComparison.Ordinal);
        Assert.Contains("to start without routes: the bot sets them again", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_move_that_cannot_be_saved_does_not_happen()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await using var blue = await Instance.StartAsync("blue");
        await using var green = await Instance.StartAsync("green");
        await gateway.MoveAsync(blue);
        // Where the draft of the file goes there is a folder: a disk that refuses, for any user.
        Directory.CreateDirectory(gateway.FilePath($"{GatewayLayout.RoutesFile}.new"));

        var refused = await Assert.ThrowsAsync<TrafficUnavailableException>(() => gateway.MoveAsync(green));

        Assert.Contains("stays where it was", refused.Message, StringComparison.Ordinal);
        using var user = gateway.User();
        Assert.Equal("blue", await user.GetStringAsync("/", Cancelled));
    }
}
