using ContinuousDeploy.Simulation.Scheduling;
using ContinuousDeploy.Simulation.Stages;
using ContinuousDeploy.Simulation.World;

namespace ContinuousDeploy.Simulation.Tests;

/// <summary>Histories that once ended badly are played for ever. A failing test prints its smallest case to be put here.</summary>
public sealed class RegressionTests
{
    [Theory]
    [InlineData(15956)] // what was known already was not heard, and an older commit counted after it
    [InlineData(36210)] // the branch was set back to what was going on, and what waited came up after all
    [InlineData(44504)] // a first release was called live though nobody knew what users got
    [InlineData(47984)]
    [InlineData(50761)]
    [InlineData(56598)]
    [InlineData(62274)]
    public void A_history_of_a_stage_that_ended_badly_ends_well(ulong seed) =>
        Assert.Null(StageHistory.Play(seed).Violation?.Message);

    [Theory]
    [InlineData(202)]
    [InlineData(214)]
    [InlineData(330)]
    [InlineData(698)] // an owner that was replaced at first sight left a stage on an older version
    [InlineData(837)] // an answer was saved and never told
    [InlineData(852)]
    [InlineData(913)] // a shorter wait cut a longer one short
    [InlineData(953)] // a command was carried out, and answered with a refusal after a crash
    [InlineData(1491)]
    [InlineData(2026)]
    [InlineData(2076)]
    public void A_history_of_a_repository_that_ended_badly_ends_well(ulong seed) =>
        Assert.Null(History.Play(seed).Violation?.Message);

    [Fact]
    public void What_is_printed_of_a_case_is_the_code_that_makes_it()
    {
        var drawn = new Swarm(
            1, 2, 3, 2, 1, 0, 250, TimeSpan.FromTicks(-30), new WireFaults(TimeSpan.FromTicks(500), 10, 0),
            WireFaults.None, WireFaults.None, WireFaults.None, true, 0)
        { Rush = true };

        const string printed =
            "new Swarm(1, 2, 3, 2, 1, 0, 250, TimeSpan.FromTicks(-30), new WireFaults(TimeSpan.FromTicks(500), 10, 0), "
            + "new WireFaults(TimeSpan.FromTicks(200000), 0, 0), new WireFaults(TimeSpan.FromTicks(200000), 0, 0), "
            + "new WireFaults(TimeSpan.FromTicks(200000), 0, 0), true, 0) { "
            + "Webhooks = new WebhookFaults(TimeSpan.FromTicks(20000000), 0, 0, 0), Rush = true, "
            + "Limits = new GitHubLimits(80, 500, 900, 5000) }";
        Assert.Equal(printed, CSharpText.Of(drawn));
    }
}
