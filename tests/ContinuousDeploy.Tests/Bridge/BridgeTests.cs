using System.Collections.Immutable;
using System.Globalization;
using ContinuousDeploy.Simulation.Bridge;
using ContinuousDeploy.Tests.Scenarios;

namespace ContinuousDeploy.Tests.Bridge;

/// <summary>
/// The simulated world and the real one come to the same: a story that a seed draws is played in both, and at every rest
/// users get the same and GitHub shows the same. Otherwise the simulated histories would prove nothing but themselves.
/// </summary>
/// <remarks><c>BRIDGE=n</c> plays n seeds, <c>BRIDGE=n-m</c> those from n to m.</remarks>
public sealed class BridgeTests(ITestOutputHelper output)
{
    private static IEnumerable<ulong> Seeds
    {
        get
        {
            var asked = (Environment.GetEnvironmentVariable("BRIDGE") is { Length: > 0 } given ? given : "2").Split('-');
            var last = ulong.Parse(asked[^1], CultureInfo.InvariantCulture);
            var first = asked.Length == 1 ? 1 : ulong.Parse(asked[0], CultureInfo.InvariantCulture);
            for (var seed = first; seed <= last; seed++)
            {
                yield return seed;
            }
        }
    }

    [Fact]
    public async Task The_real_bot_comes_to_the_end_that_the_simulated_one_comes_to()
    {
        foreach (var seed in Seeds)
        {
            await PlayAsync(seed);
        }
    }

    private async Task PlayAsync(ulong seed)
    {
        var plot = PlotOf(seed);
        var since = TimeProvider.System.GetTimestamp();
        var expected = SimulatedPlay.Play(plot, seed, SimulatedPlay.Faultless).Select(lines => Endings.Told(lines)).ToList();
        await using var real = await RealPlay.BeginAsync(plot);
        for (var at = 0; at < expected.Count; at++)
        {
            if (at > 0)
            {
                output.WriteLine($"seed {seed}, act {at}: {plot.Acts[at - 1]}");
                await real.DoAsync(plot.Acts[at - 1]);
            }

            Assert.Equal(expected[at], await real.RestAsync(expected[at]));
        }

        // What was told is not told again, and nothing was left to be done.
        await real.KillAsync();
        Assert.Equal(expected[^1], await real.RestAsync(expected[^1]));
        output.WriteLine($"seed {seed}: {plot.Acts.Length} acts, {TimeProvider.System.GetElapsedTime(since).TotalSeconds:0.0} s");
    }

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
