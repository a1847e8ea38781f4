namespace ContinuousDeploy.Tests.Scenarios;

/// <summary>GitHub allows 80 changes a minute and 500 an hour for one installation: each is spent on purpose.</summary>
public sealed class ThriftTests
{
    [Fact]
    public async Task A_quick_release_is_told_of_once()
    {
        await using var app = await Scenario.StartAsync();
        var before = app.Changes.Count;
        await app.MergePinAsync("production", "1.5.0");
        Snapshot.Match(string.Join('\n', app.Changes.Skip(before)), "changes-of-a-release");
    }

    [Fact]
    public async Task What_is_shown_already_is_not_written_again()
    {
        await using var app = await Scenario.StartAsync();
        await app.MergePinAsync("production", "1.5.0");
        var before = app.Changes.Count;

        await app.PassAsync(TimeSpan.FromMinutes(5));
        await app.RestartBotAsync();

        Assert.Empty(app.Changes.Skip(before));
    }

    [Fact]
    public async Task A_look_that_finds_nothing_new_saves_nothing()
    {
        await using var app = await Scenario.StartAsync();
        await app.MergePinAsync("production", "1.5.0");
        await app.PassAsync(TimeSpan.FromMinutes(5));
        var before = await app.TurnsAsync();

        await app.PassAsync(TimeSpan.FromMinutes(1), times: 5);

        Assert.Equal(before, await app.TurnsAsync());
    }
}
