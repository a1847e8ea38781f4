using System.Globalization;
using ContinuousDeploy.Simulation.Stages;
using ContinuousDeploy.Simulation.World;

namespace ContinuousDeploy.Simulation.Tests;

/// <summary>
/// Histories of faults, played in simulated time through the bot's own shell. <c>SIMULATED_HISTORIES</c> plays more of
/// them; the benchmark <c>simulate</c> plays any number from any seed.
/// </summary>
public sealed class HistoryTests(ITestOutputHelper output)
{
    private static int Count => int.Parse(
        Environment.GetEnvironmentVariable("SIMULATED_HISTORIES") ?? "400", CultureInfo.InvariantCulture);

    [Fact]
    public void Every_history_ends_well()
    {
        var result = Campaign.Run(seed => History.Play(seed), 1, Count, TestContext.Current.CancellationToken);

        output.WriteLine($"{result.Histories} histories, {result.Steps} steps, {result.Deaths} processes killed");
        Assert.Empty(Failures.Told(result, (seed, swarm) => History.Play(seed, swarm: swarm)));
    }

    [Fact]
    public void The_histories_lead_everywhere()
    {
        var result = Campaign.Run(seed => History.Play(seed), 1, 200, TestContext.Current.CancellationToken);

        string[] rare = ["Releasing → Restoring", "Watching → Restoring", "Ended → Restoring", "Verifying → Deploying"];
        Assert.Superset(rare.ToHashSet(), result.Transitions.Keys.ToHashSet());
        string[] seen =
        [
            "GitHub refused: too much at a time",
            "GitHub refused: an hour's calls are used up",
            "the bot kept itself from a call",
            "a webhook was refused",
            "a webhook came twice",
            "a delivery was asked for again",
            "a comment was found by asking for it",
        ];
        Assert.Superset(seen.ToHashSet(), result.Sights.Keys.ToHashSet());
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void A_seed_gives_the_same_history_every_time(ulong seed)
    {
        var first = History.Play(seed);
        var second = History.Play(seed);

        Assert.Equal((first.Steps, first.Trace), (second.Steps, second.Trace));
    }

    [Theory]
    [MemberData(nameof(Flaws))]
    public void A_planted_mistake_is_found(Flaw flaw)
    {
        // What shows in a history of one stage shows there most cheaply. In those is no Git, permission or inbox.
        var found = flaw is Flaw.FetchThatLies or Flaw.EverybodyMayWrite or Flaw.InboxThatTakesTwice
            ? Find(400, seed => History.Play(seed, flaw), seed => History.Play(seed))
            : Find(20_000, seed => StageHistory.Play(seed, flaw), seed => StageHistory.Play(seed));

        output.WriteLine($"{flaw}: {found?.Violation?.Message} (seed {found?.Seed})");
        Assert.NotNull(found);
    }

    private static HistoryResult? Find(
        int most, Func<ulong, HistoryResult> flawed, Func<ulong, HistoryResult> sound) =>
        Enumerable.Range(1, most).Select(seed => flawed((ulong)seed))
            .FirstOrDefault(history => history.Violation is not null && sound(history.Seed).Violation is null);

    public static TheoryData<Flaw> Flaws() => [.. Enum.GetValues<Flaw>().Where(flaw => flaw is not Flaw.None)];
}
