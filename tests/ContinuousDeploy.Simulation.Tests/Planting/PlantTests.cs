namespace ContinuousDeploy.Simulation.Tests.Planting;

/// <summary>
/// The histories are only worth what they find: each of these mistakes in the bot's own code must be found by one, and
/// by one that ends well without the mistake.
/// </summary>
public sealed class PlantTests(PlantedBot bot, ITestOutputHelper output) : IClassFixture<PlantedBot>
{
    private const ulong MostOfStage = 10_000;
    private const ulong MostOfRepository = 400;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mistake_in_the_code_is_found(string name)
    {
        var plant = Plants.All.Single(known => known.Name == name);
        var most = plant.Shows is In.Repositories ? MostOfRepository : MostOfStage;
        for (var seed = plant.From; seed < plant.From + most; seed++)
        {
            if (bot.Play(plant, seed, planted: true) is { } violation && bot.Play(plant, seed, planted: false) is null)
            {
                output.WriteLine($"seed {seed}: {violation.Split('\n')[0]}");
                return;
            }
        }

        Assert.Fail($"None of {most} histories shows it.");
    }

    public static TheoryData<string> Names() => [.. Plants.All.Select(plant => plant.Name)];
}
