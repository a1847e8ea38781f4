using System.Globalization;
using ContinuousDeploy.Simulation.Stages;
using ContinuousDeploy.Simulation.World;

namespace ContinuousDeploy.Simulation.Tests;

/// <summary>
/// What people and users see does not depend on what goes wrong on the way. <c>SLOW_HISTORIES</c> plays more or fewer.
/// </summary>
public sealed class SlowHistoryTests(ITestOutputHelper output)
{
    private static int Count => int.Parse(
        Environment.GetEnvironmentVariable("SLOW_HISTORIES") ?? "2000", CultureInfo.InvariantCulture);

    [Fact]
    public void Kills_delays_and_repeated_messages_make_no_difference()
    {
        var result = Campaign.Run(seed => SlowHistory.Play(seed), 1, Count, TestContext.Current.CancellationToken);

        output.WriteLine($"{result.Histories} histories, {result.Steps} steps, {result.Deaths} processes killed");
        Assert.Empty(Failures.Told(result, (seed, swarm) => SlowHistory.Play(seed, swarm: swarm)));
    }

    [Fact]
    public void A_ledger_that_forgets_makes_a_difference() => Assert.Contains(
        Enumerable.Range(1, 400), seed => SlowHistory.Play((ulong)seed, Flaw.LedgerThatForgets).Violation is not null);
}
