using System.Text;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Traffic;
using ContinuousDeploy.Traffic;

namespace ContinuousDeploy.Tests.Gateway;

public sealed class ControlTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_the_gateways_own_user_can_open_its_folder_and_socket()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        await using var gateway = await RunningGateway.StartAsync();
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal("700", Convert.ToString((int)File.GetUnixFileMode(gateway.Options.Folder), 8));
            Assert.Equal(
                "600", Convert.ToString((int)File.GetUnixFileMode(gateway.FilePath(GatewayLayout.SocketFile)), 8));
        }
    }

    [Fact]
    public async Task A_folder_that_others_could_open_is_closed_to_them()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        await using var gateway = RunningGateway.NotStarted();
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(gateway.Options.Folder, (UnixFileMode)0b111_111_111);
            await gateway.EnsureAsync();
            Assert.Equal("700", Convert.ToString((int)File.GetUnixFileMode(gateway.Options.Folder), 8));
        }
    }

    [Fact]
    public async Task A_move_below_the_highest_fence_is_refused_and_an_equal_one_repeats()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await using var blue = await Instance.StartAsync("blue");
        await using var green = await Instance.StartAsync("green");

        Assert.Equal(MoveOutcome.Moved, await gateway.MoveAsync(blue, fence: 2));
        Assert.Equal(MoveOutcome.Moved, await gateway.MoveAsync(blue, fence: 2));
        Assert.Equal(MoveOutcome.Moved, await gateway.MoveAsync(blue, fence: 9));
        Assert.Equal(MoveOutcome.Fenced, await gateway.MoveAsync(green, fence: 8));

        using var user = gateway.User();
        Assert.Equal("blue", await user.GetStringAsync("/", Cancelled));
    }

    [Fact]
    public async Task A_stage_that_was_never_moved_has_no_route()
    {
        await using var gateway = await RunningGateway.StartAsync();
        Assert.Null(await gateway.Traffic.ObserveAsync(RunningGateway.Production, Cancelled));
    }

    [Fact]
    public async Task A_stage_name_with_unusual_characters_is_one_stage()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await using var blue = await Instance.StartAsync("blue");
        var stage = new StageId(7, "prod eu%2e?#", "böcker..");
        var move = new TrafficMove(stage, new Uri("http://böcker.example:81"), "blue", blue.Address, 1);

        await gateway.Traffic.MoveAsync(move, Cancelled);

        Assert.Equal("blue", (await gateway.Traffic.ObserveAsync(stage, Cancelled))?.Instance);
        using var user = gateway.User("xn--bcker-jua.example:81");
        Assert.Equal("blue", await user.GetStringAsync("/", Cancelled));
    }

    [Fact]
    public async Task A_host_belongs_to_one_stage_until_its_route_is_removed()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await using var blue = await Instance.StartAsync("blue");
        await using var thief = await Instance.StartAsync("thief");
        await gateway.MoveAsync(blue);
        var stage = new StageId(8, "production", "other");
        var move = new TrafficMove(stage, RunningGateway.ProductionUrl, thief.Name, thief.Address, 100);

        var refused = await Assert.ThrowsAsync<TrafficUnavailableException>(
            () => gateway.Traffic.MoveAsync(move, Cancelled));

        Assert.Equal(
            "The gateway refused (422): The host shop.example belongs to 7/production/storefront, so "
            + "8/production/other cannot have it. Give one of them another url, or, where the other is gone, "
            + "remove its route: curl --unix-socket gateway.sock "
            + "-X DELETE http://gateway/routes/7/production/storefront",
            refused.Message);
        using var user = gateway.User();
        Assert.Equal("blue", await user.GetStringAsync("/", Cancelled));

        using var removed = await gateway.Socket.SendAsync(
            HttpMethod.Delete, "/routes/7/production/storefront", content: null, Cancelled);
        Assert.Equal(MoveOutcome.Moved, await gateway.Traffic.MoveAsync(move, Cancelled));
        Assert.Equal("thief", await user.GetStringAsync("/", Cancelled));
    }

    [Fact]
    public async Task A_stage_that_gets_another_url_leaves_its_old_one()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await using var blue = await Instance.StartAsync("blue");
        await gateway.MoveAsync(blue);
        var newUrl = new Uri("http://store.example");

        await gateway.Traffic.MoveAsync(
            new TrafficMove(RunningGateway.Production, newUrl, blue.Name, blue.Address, 1), Cancelled);

        using var old = gateway.User("shop.example");
        using var moved = gateway.User("store.example");
        Assert.Equal(421, (int)(await old.GetAsync("/", Cancelled)).StatusCode);
        Assert.Equal("blue", await moved.GetStringAsync("/", Cancelled));
    }

    [Fact]
    public async Task A_move_that_is_not_whole_is_refused_with_the_reason()
    {
        (string Body, string Reason)[] moves =
        [
            ("{", "The body is not a move"),
            ("null", "The body is null"),
            ("""{"url":"http://a.example","instance":"blue","fence":1}""", "address"),
            (Move(share: 5), "share"),
            (Move(url: "file:///etc"), "file:///etc"),
            (Move(address: "/relative"), "/relative"),
            (Move(address: "http://127.0.0.1:1/?a"), "a query"),
            (Move(instance: ""), "instance"),
            (Move(fence: -1), "fence"),
        ];
        await using var gateway = await RunningGateway.StartAsync();
        foreach (var (body, reason) in moves)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await gateway.Socket.SendAsync(
                HttpMethod.Put, "/routes/7/production/storefront", content, Cancelled);

            Assert.Equal(400, (int)response.StatusCode);
            Assert.Contains(reason, await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        }

        Assert.Null(await gateway.Traffic.ObserveAsync(RunningGateway.Production, Cancelled));
    }

    [Fact]
    public async Task A_gateway_that_is_gone_is_named_with_what_happens_next()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await gateway.KillAsync();

        var unavailable = await Assert.ThrowsAsync<TrafficUnavailableException>(
            () => gateway.Traffic.ObserveAsync(RunningGateway.Production, Cancelled));

        Assert.StartsWith(
            $"The gateway does not answer on {gateway.FilePath(GatewayLayout.SocketFile)} (",
            unavailable.Message,
            StringComparison.Ordinal);
        Assert.EndsWith("the next reconcile starts it if it does not.", unavailable.Message, StringComparison.Ordinal);
    }

    private static string Move(
        string url = "http://a.example",
        string instance = "blue",
        string address = "http://127.0.0.1:1",
        long fence = 1,
        int? share = null)
    {
        var more = share is null ? "" : $",\"share\":{share}";
        return $$"""{"url":"{{url}}","instance":"{{instance}}","address":"{{address}}","fence":{{fence}}{{more}}}""";
    }
}
