namespace ContinuousDeploy.Benchmarks.Proxy;

/// <summary>Requests per second through the gateway and through nginx, before the same backend, in turn.</summary>
public sealed class ProxyBenchmark : IBenchmark
{
    // Until the compiler has optimised what runs often; a gateway runs for months.
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(3);

    public string Name => "proxy";

    public string Question => "How many requests a second go through the gateway, against nginx? [rounds]";

    public async Task<BenchmarkLine> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var rounds = arguments is [var text, ..] ? int.Parse(text) : 5;
        var wrk = Find("wrk");
        if (Find("nginx") is not { } nginx)
        {
            throw new InvalidOperationException("nginx, the backend and the peer, is not installed.");
        }

        if (wrk is null)
        {
            Console.Error.WriteLine("wrk is not installed: the load comes from .NET and takes more of the processors.");
        }

        await using var backend = await Nginx.BackendAsync(nginx, cancellationToken);
        await using var peer = await Nginx.ProxyAsync(nginx, backend.Address, cancellationToken);
        await using var gateway = await BenchmarkGateway.StartAsync(cancellationToken);
        await gateway.MoveAsync("backend", backend.Address, cancellationToken);

        await Load.MeasureAsync(wrk, gateway.Address, Warming, cancellationToken);
        var ours = new List<double>();
        var theirs = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            ours.Add(await Load.MeasureAsync(wrk, gateway.Address, Round, cancellationToken));
            theirs.Add(await Load.MeasureAsync(wrk, peer.Address, Round, cancellationToken));
        }

        var direct = await Load.MeasureAsync(wrk, backend.Address, Round, cancellationToken);
        return new BenchmarkLine(
            Name,
            Median(ours),
            "requests/s",
            new Peer("nginx", Median(theirs), HigherIsBetter: true),
            new Figure("directRequestsPerSecond", direct));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
