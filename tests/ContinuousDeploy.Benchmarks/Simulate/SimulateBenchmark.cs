using System.Diagnostics;
using System.Globalization;
using ContinuousDeploy.Simulation;

namespace ContinuousDeploy.Benchmarks.Simulate;

/// <summary>Plays histories of faults in simulated time and says of each seed that ends badly why.</summary>
public sealed class SimulateBenchmark : IBenchmark
{
    // A bug shows up many times over; some of them are enough to go by.
    private const int Shown = 12;

    public string Name => "simulate";

    public string Question => "How many histories with faults are played a second, and do all end well? [histories] [seed]";

    public Task<BenchmarkLine> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var count = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 10_000;
        var seed = arguments.Count > 1 ? ulong.Parse(arguments[1], CultureInfo.InvariantCulture) : 1;
        if (count == 1)
        {
            History.Play(seed, note: Console.Error.WriteLine);
        }

        var start = Stopwatch.GetTimestamp();
        var result = Campaign.Run(seed, count, cancellationToken);
        var took = Stopwatch.GetElapsedTime(start).TotalSeconds;
        foreach (var violation in result.Violations.Take(Shown))
        {
            Console.Error.WriteLine($"Seed {violation.Seed}: {violation.Violation!.Message}");
        }

        foreach (var (name, times) in result.Transitions.OrderByDescending(pair => pair.Value))
        {
            Console.Error.WriteLine($"{times,12}  {name}");
        }

        return Task.FromResult(new BenchmarkLine(
            Name,
            count / took,
            "histories/s",
            Peer: null,
            new Figure("histories", count),
            new Figure("violations", result.Violations.Count),
            new Figure("steps", result.Steps),
            new Figure("deaths", result.Deaths)));
    }
}
