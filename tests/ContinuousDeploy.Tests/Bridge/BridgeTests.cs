using System.Collections.Immutable;
using System.Globalization;
using ContinuousDeploy.Simulation.Bridge;
using ContinuousDeploy.Simulation.World;
using ContinuousDeploy.Tests.Scenarios;

namespace ContinuousDeploy.Tests.Bridge;

/// <summary>
/// The simulated world and the real one come to the same: a story that a seed draws is played in both, and at every rest
/// users get the same and GitHub shows the same. Otherwise the simulated histories would prove nothing but themselves.
/// </summary>
/// <remarks><c>BRIDGE=n</c> plays n seeds, <c>BRIDGE=n-m</c> those from n to m.</remarks>
public sealed class BridgeTests(ITestOutputHelper output)
{
    /// <summary>Of the short run: a release that is taken back, a push past the hold, a reader, two wishes to go on.</summary>
    private static readonly ulong[] Few = [23];

    /// <summary>How many seeds are played with faults at least: that takes no time.</summary>
    private const int Faulty = 30;

    private static IEnumerable<ulong> Seeds
    {
        get
        {
            if (Environment.GetEnvironmentVariable("BRIDGE") is not { Length: > 0 } asked)
            {
                return Few;
            }

            var numbers = asked.Split('-').Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToArray();
            var first = numbers.Length == 1 ? 1 : numbers[0];
            return Enumerable.Range(first, numbers[^1] - first + 1).Select(seed => (ulong)seed);
        }
    }

    [Fact]
    public async Task The_real_bot_comes_to_the_end_that_the_simulated_one_comes_to()
    {
        var differences = new List<string>();
        foreach (var seed in Seeds)
        {
            var since = TimeProvider.System.GetTimestamp();
            var plot = PlotOf(seed);
            var difference = await PlayAsync(plot, Simulated(plot, seed, SimulatedPlay.Faultless));
            output.WriteLine($"seed {seed}: {plot.Acts.Length} acts, "
                + $"{TimeProvider.System.GetElapsedTime(since).TotalSeconds:0.0} s, {difference ?? "the same"}");
            differences.AddRange(difference is null ? [] : [$"seed {seed}, {difference}"]);
        }

        Assert.Empty(differences);
    }

    [Fact]
    public void Faults_do_not_change_the_simulated_end()
    {
        var differences = new List<string>();
        foreach (var seed in Seeds.Union(Enumerable.Range(1, Faulty).Select(seed => (ulong)seed)))
        {
            var plot = PlotOf(seed);
            var calm = Simulated(plot, seed, SimulatedPlay.Faultless);
            var faulty = Simulated(plot, seed, SimulatedPlay.BearableFaults(seed));
            var differs = Enumerable.Range(0, calm.Count)
                .Select(at => Difference(plot, at, calm[at], faulty[at]))
                .FirstOrDefault(difference => difference is not null);
            differences.AddRange(differs is null ? [] : [$"seed {seed}, {differs}"]);
        }

        output.WriteLine(string.Concat(differences));
        Assert.Empty(differences);
    }

    /// <returns>Where the real bot comes to another rest than the simulated one; null where it never does.</returns>
    private static async Task<string?> PlayAsync(Plot plot, List<string> expected)
    {
        await using var real = await RealPlay.BeginAsync(plot);
        for (var at = 0; at < expected.Count; at++)
        {
            if (at > 0)
            {
                await real.DoAsync(plot.Acts[at - 1]);
            }

            if (Difference(plot, at, expected[at], await real.RestAsync(expected[at])) is { } difference)
            {
                return difference;
            }
        }

        // Nothing was left to be done or to be told again.
        await real.KillAsync();
        return Difference(plot, expected.Count - 1, expected[^1], await real.RestAsync(expected[^1]));
    }

    private static List<string> Simulated(Plot plot, ulong seed, Swarm swarm) =>
        [.. SimulatedPlay.Play(plot, seed, swarm).Select(lines => Endings.Told(lines))];

    private static string? Difference(Plot plot, int at, string expected, string seen) =>
        Endings.Difference(expected, seen) is { } difference
            ? $"after {string.Join(", ", plot.Acts.Take(at))}:\n{difference}\n"
            : null;

    private static Plot PlotOf(ulong seed)
    {
        var files = SampleEnvironments.Files.ToImmutableSortedDictionary(StringComparer.Ordinal);
        foreach (var environment in new[] { "staging", "production" })
        {
            files = files.SetItem(PinEdit.PathIn(environment), SampleEnvironments.Pin(Plot.First));
        }

        return new Plot(files, Plot.Draw(seed));
    }
}
