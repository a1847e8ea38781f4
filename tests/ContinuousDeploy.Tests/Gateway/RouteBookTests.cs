using System.Collections.Concurrent;
using ContinuousDeploy.Core.Traffic;
using ContinuousDeploy.Gateway.Routing;

namespace ContinuousDeploy.Tests.Gateway;

public sealed class RouteBookTests
{
    private const string Host = "shop.example";

    // A count of 0 is the leave to stop an instance: a request that comes after it would be lost.
    [Fact]
    public async Task Nothing_enters_an_instance_that_was_left_and_had_nothing_in_flight()
    {
        var folder = Directory.CreateTempSubdirectory("routes-").FullName;
        var book = new RouteBook(new RouteFile(folder), RouteTable.From([]));
        book.Move(Route(0));
        var stopped = new ConcurrentDictionary<string, bool>();
        var lost = new ConcurrentQueue<string>();
        using var stop = new CancellationTokenSource();

        var users = Task.WhenAll(
            Enumerable.Range(0, 2).Select(_ => Task.Run(() => Use(book, stopped, lost, stop.Token))));
        for (var number = 1; number <= 300; number++)
        {
            book.Move(Route(number));
            var left = $"release-{number - 1}";
            SpinWait.SpinUntil(() => book.Current.InFlight(Route(0).Stage(), left) == 0);
            stopped[left] = true;
        }

        await stop.CancelAsync();
        await users;
        Directory.Delete(folder, recursive: true);
        Assert.Empty(lost);
    }

    private static void Use(
        RouteBook book,
        ConcurrentDictionary<string, bool> stopped,
        ConcurrentQueue<string> lost,
        CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var traffic = book.Enter(Host)!.Traffic;
            if (stopped.ContainsKey(traffic.Instance))
            {
                lost.Enqueue(traffic.Instance);
            }

            traffic.Leave();
        }
    }

    private static StageRoute Route(int number) => new(
        Repository: 7,
        "production",
        "storefront",
        new Uri($"http://{Host}"),
        $"release-{number}",
        new Uri("http://127.0.0.1:1"),
        Fence: 1);
}
