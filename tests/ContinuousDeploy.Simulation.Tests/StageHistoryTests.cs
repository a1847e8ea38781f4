using System.Globalization;
using ContinuousDeploy.Simulation.Stages;

namespace ContinuousDeploy.Simulation.Tests;

/// <summary>
/// Short histories of one stage, a hundred thousand of them. <c>STAGE_HISTORIES</c> plays more or fewer; the benchmark
/// <c>simulate</c> plays any number from any seed.
/// </summary>
public sealed class StageHistoryTests(ITestOutputHelper output)
{
    private static int Count => int.Parse(
        Environment.GetEnvironmentVariable("STAGE_HISTORIES") ?? "100000", CultureInfo.InvariantCulture);

    [Fact]
    public void Every_history_of_a_stage_ends_well()
    {
        var result = Campaign.Run(Play, 1, Count, TestContext.Current.CancellationToken);

        output.WriteLine($"{result.Histories} histories, {result.Steps} steps, {result.Deaths} processes killed");
        Assert.Empty(result.Violations.Take(20).Select(history => $"Seed {history.Seed}: {history.Violation!.Message}"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_seed_gives_the_same_history_every_time(ulong seed)
    {
        var first = Play(seed);
        var second = Play(seed);

        Assert.Equal((first.Steps, first.Trace), (second.Steps, second.Trace));
    }

    private static HistoryResult Play(ulong seed) => StageHistory.Play(seed);
}
