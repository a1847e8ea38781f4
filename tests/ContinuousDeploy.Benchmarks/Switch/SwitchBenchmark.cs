using System.Diagnostics;
using ContinuousDeploy.Benchmarks.Proxy;

namespace ContinuousDeploy.Benchmarks.Switch;

/// <summary>
/// Users with kept connections and uploads, while every 0.1 s another instance takes over and the one before is killed
/// as soon as nothing is in flight to it.
/// </summary>
public sealed class SwitchBenchmark : IBenchmark
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public string Name => "switch";

    public string Question => "How many requests fail while instances come and go under load? [switches]";

    public async Task<BenchmarkLine> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var switches = arguments is [var text, ..] ? int.Parse(text) : 600;
        await using var gateway = await BenchmarkGateway.StartAsync(cancellationToken);
        var live = await NamedInstance.StartAsync("release-0", cancellationToken);
        await gateway.MoveAsync(live.Name, live.Address, cancellationToken);

        using var stop = new CancellationTokenSource();
        var users = Enumerable.Range(0, 16)
            .Select(number => new User(gateway.Address, uploads: number % 4 == 0)).ToList();
        var traffic = Task.WhenAll(users.Select(user => Task.Run(() => user.UseAsync(stop.Token), cancellationToken)));
        var moves = new List<double>();
        for (var number = 1; number <= switches; number++)
        {
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            var next = await NamedInstance.StartAsync($"release-{number}", cancellationToken);
            moves.Add(await ReplaceAsync(gateway, live, next, cancellationToken));
            live = next;
        }

        await stop.CancelAsync();
        await traffic;
        await live.DisposeAsync();
        return Report(users, moves);
    }

    /// <summary>How long the move took, in milliseconds.</summary>
    private static async Task<double> ReplaceAsync(
        BenchmarkGateway gateway, NamedInstance live, NamedInstance next, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        await gateway.MoveAsync(next.Name, next.Address, cancellationToken);
        var took = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        while (await gateway.InFlightAsync(live.Name, cancellationToken) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        await live.DisposeAsync();
        return took;
    }

    private BenchmarkLine Report(List<User> users, List<double> moves)
    {
        foreach (var failure in users.SelectMany(user => user.Failures).Take(10))
        {
            Console.Error.WriteLine(failure);
        }

        moves.Sort();
        return new BenchmarkLine(
            Name,
            users.Sum(user => user.Failures.Count),
            "failed requests",
            Peer: null,
            new Figure("requests", users.Sum(user => user.Requests)),
            new Figure("switches", moves.Count),
            new Figure("moveP50Ms", moves[moves.Count / 2]),
            new Figure("moveP99Ms", moves[moves.Count * 99 / 100]));
    }
}
