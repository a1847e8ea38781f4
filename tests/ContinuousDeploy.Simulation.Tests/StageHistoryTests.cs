using System.Globalization;
using ContinuousDeploy.Simulation.Stages;

namespace ContinuousDeploy.Simulation.Tests;

/// <summary>
/// Short histories of one stage, a hundred thousand of them. <c>STAGE_HISTORIES</c> plays more or fewer; the benchmark
/// <c>simulate</c> plays any number from any seed. They take every processor, so that nothing else runs beside them.
/// </summary>
[Collection(nameof(StageHistoryTests))]
[CollectionDefinition(nameof(StageHistoryTests), DisableParallelization = true)]
public sealed class StageHistoryTests(ITestOutputHelper output)
{
    /// <summary>So many histories lead everywhere that any of them leads.</summary>
    private const int Enough = 50_000;

    /// <summary>Where the histories have led; a place that is not reached any more is one that nobody looks at.</summary>
    private static readonly string[] Reached =
    [
        "None → Deploying", "Deploying → Deploying", "Deploying → Verifying", "Deploying → Ended",
        "Verifying → Verifying", "Verifying → Releasing", "Verifying → Deploying", "Verifying → Ended",
        "Releasing → Releasing", "Releasing → Watching", "Releasing → Restoring", "Releasing → Deploying",
        "Releasing → Ended", "Watching → Watching", "Watching → Restoring", "Watching → Deploying", "Watching → Ended",
        "Restoring → Restoring", "Restoring → Deploying", "Restoring → Ended", "Waiting → Waiting",
        "Waiting → Deploying", "Waiting → Ended", "Ended → Ended", "Ended → Deploying", "Ended → Waiting",
        "Ended → Restoring",
    ];

    private static int Count => int.Parse(
        Environment.GetEnvironmentVariable("STAGE_HISTORIES") ?? "100000", CultureInfo.InvariantCulture);

    [Fact]
    public void Every_history_of_a_stage_ends_well()
    {
        var result = Campaign.Run(Play, 1, Count, TestContext.Current.CancellationToken);

        output.WriteLine($"{result.Histories} histories, {result.Steps} steps, {result.Deaths} processes killed");
        Assert.Empty(Failures.Told(result, (seed, swarm) => StageHistory.Play(seed, swarm: swarm)));
        if (Count >= Enough)
        {
            Assert.Superset(Reached.ToHashSet(), result.Transitions.Keys.ToHashSet());
        }
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
