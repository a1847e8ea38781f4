using System.Diagnostics;
using System.Globalization;
using ContinuousDeploy.Simulation;
using ContinuousDeploy.Simulation.Stages;

namespace ContinuousDeploy.Benchmarks.Simulate;

/// <summary>Plays histories of faults in simulated time and says of each seed that ends badly why.</summary>
public sealed class SimulateBenchmark : IBenchmark
{
    // A bug shows up many times over; some of them are enough to go by.
    private const int Shown = 12;

    public string Name => "simulate";

    public string Question => "How many histories with faults are played a second, and do all end well? [stage|slow] [histories] [seed]";

    public Task<BenchmarkLine> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var kind = arguments is ["stage" or "slow", ..] ? arguments[0] : null;
        Func<ulong, Action<string>?, HistoryResult> play = kind switch
        {
            "stage" => (seed, note) => StageHistory.Play(seed, note: note),
            "slow" => (seed, note) => SlowHistory.Play(seed, note: note),
            _ => (seed, note) => History.Play(seed, note: note),
        };
        string[] numbers = [.. arguments.Skip(kind is null ? 0 : 1)];
        var count = numbers.Length > 0 ? int.Parse(numbers[0], CultureInfo.InvariantCulture) : 10_000;
        var first = numbers.Length > 1 ? ulong.Parse(numbers[1], CultureInfo.InvariantCulture) : 1;
        if (count == 1)
        {
            play(first, Console.Error.WriteLine);
        }

        var start = Stopwatch.GetTimestamp();
        var result = Campaign.Run(seed => play(seed, null), first, count, cancellationToken);
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
