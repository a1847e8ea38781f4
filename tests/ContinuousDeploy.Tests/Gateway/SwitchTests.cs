using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace ContinuousDeploy.Tests.Gateway;

public sealed class SwitchTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_request_fails_while_instances_come_and_are_killed_as_soon_as_nothing_is_in_flight()
    {
        const int switches = 40;
        await using var gateway = await RunningGateway.StartAsync();
        var live = await Instance.StartAsync("release-0");
        await gateway.MoveAsync(live);

        using var stop = new CancellationTokenSource();
        var failures = new ConcurrentQueue<string>();
        var answers = new ConcurrentDictionary<string, long>();
        var users = Enumerable.Range(0, 6).Select(number => UseAsync(gateway, number, answers, failures, stop.Token));
        var traffic = Task.WhenAll(users.ToList());
        for (var number = 1; number <= switches; number++)
        {
            var next = await Instance.StartAsync($"release-{number}");
            await gateway.MoveAsync(next);
            await gateway.DrainedAsync(live.Name);
            await live.DisposeAsync();
            live = next;
        }

        await stop.CancelAsync();
        await traffic;
        await live.DisposeAsync();
        Assert.Empty(failures);
        Assert.True(answers.Count > switches / 2, $"Only {answers.Count} instances were used.");
    }

    [Fact]
    public async Task The_next_request_after_a_move_reaches_the_new_instance()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await using var blue = await Instance.StartAsync("blue");
        await using var green = await Instance.StartAsync("green");
        using var user = gateway.User();

        for (var number = 0; number < 50; number++)
        {
            var instance = number % 2 == 0 ? blue : green;
            await gateway.MoveAsync(instance);
            Assert.Equal(instance.Name, await user.GetStringAsync("/", Cancelled));
        }
    }

    [Fact]
    public async Task A_stream_goes_on_across_a_switch_and_keeps_its_instance_counted()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await using var blue = await Instance.StartAsync("blue");
        await using var green = await Instance.StartAsync("green");
        await gateway.MoveAsync(blue);
        using var user = gateway.User();

        using var stream = new StreamReader(await user.GetStreamAsync("/stream", Cancelled));
        Assert.Equal("blue begins", await stream.ReadLineAsync(Cancelled));
        await gateway.MoveAsync(green);
        Assert.Equal(1, await gateway.InFlightAsync("blue"));
        Assert.Equal("green", await user.GetStringAsync("/", Cancelled));

        blue.Finish();
        Assert.Equal("blue ends", await stream.ReadLineAsync(Cancelled));
        await gateway.DrainedAsync("blue");
    }

    [Fact]
    public async Task An_instance_that_users_return_to_keeps_its_count()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await using var blue = await Instance.StartAsync("blue");
        await using var green = await Instance.StartAsync("green");
        await gateway.MoveAsync(blue);
        using var user = gateway.User();
        using var stream = new StreamReader(await user.GetStreamAsync("/stream", Cancelled));
        await stream.ReadLineAsync(Cancelled);

        await gateway.MoveAsync(green);
        await gateway.MoveAsync(blue);
        await gateway.MoveAsync(green);

        Assert.Equal(1, await gateway.InFlightAsync("blue"));
    }

    [Fact]
    public async Task A_WebSocket_goes_on_across_a_switch_and_counts_until_it_is_closed()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await using var blue = await Instance.StartAsync("blue");
        await using var green = await Instance.StartAsync("green");
        await gateway.MoveAsync(blue);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Host", "shop.example");
        await socket.ConnectAsync(new Uri($"ws://{gateway.Address.Authority}/echo"), Cancelled);

        await gateway.MoveAsync(green);

        Assert.Equal("blue: still here?", await AskAsync(socket, "still here?"));
        Assert.Equal(1, await gateway.InFlightAsync("blue"));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancelled);
        await gateway.DrainedAsync("blue");
    }

    [Fact]
    public async Task An_upload_of_any_size_arrives_whole_across_a_switch()
    {
        await using var gateway = await RunningGateway.StartAsync();
        await using var blue = await Instance.StartAsync("blue");
        await using var green = await Instance.StartAsync("green");
        await gateway.MoveAsync(blue);
        using var user = gateway.User();
        // More than the 30 MB that the server would refuse by default.
        var content = new byte[40_000_000];
        content.AsSpan().Fill(7);

        var upload = user.PostAsync("/upload", new ByteArrayContent(content), Cancelled);
        await gateway.MoveAsync(green);

        var hash = await (await upload).Content.ReadAsStringAsync(Cancelled);
        Assert.Equal(Convert.ToHexString(SHA256.HashData(content)), hash);
    }

    [Fact]
    public async Task An_instance_that_was_never_used_has_nothing_in_flight()
    {
        await using var gateway = await RunningGateway.StartAsync();
        Assert.Equal(0, await gateway.InFlightAsync("never-seen"));
    }

    // Even numbers read, odd numbers upload; all keep their connection.
    private static async Task UseAsync(
        RunningGateway gateway,
        int number,
        ConcurrentDictionary<string, long> answers,
        ConcurrentQueue<string> failures,
        CancellationToken stop)
    {
        using var user = gateway.User();
        var content = Encoding.UTF8.GetBytes(new string('x', 20_000));
        var expected = Convert.ToHexString(SHA256.HashData(content));
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var response = number % 2 == 0
                    ? await user.GetAsync("/", Cancelled)
                    : await user.PostAsync("/upload", new ByteArrayContent(content), Cancelled);
                var text = await response.Content.ReadAsStringAsync(Cancelled);
                if (!response.IsSuccessStatusCode || (number % 2 == 1 && text != expected))
                {
                    failures.Enqueue($"{(int)response.StatusCode} {text}");
                }

                answers.AddOrUpdate(text, 1, (_, count) => count + 1);
            }
            catch (HttpRequestException error)
            {
                failures.Enqueue(error.Message);
            }
        }
    }

    private static async Task<string> AskAsync(ClientWebSocket socket, string text)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Cancelled);
        var buffer = new byte[1024];
        var received = await socket.ReceiveAsync(buffer.AsMemory(), Cancelled);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }
}
