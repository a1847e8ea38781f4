namespace ContinuousDeploy.Tests.Crashes;

/// <summary>The real bot is asked to end, as a supervisor does before an upgrade, in the middle of a rollout.</summary>
public sealed class SignalTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bot_that_ends_while_a_version_comes_up_leaves_the_rollout_to_the_next()
    {
        await using var app = await BotInWorld.BeginAsync([]);
        var waiting = app.Outside.HoldStarts();
        app.Bot.Revive();
        await waiting.WaitAsync(Cancellation);

        Assert.Equal(0, await app.Bot.StopAsync(Cancellation));
        Assert.False(app.IsLive("1.4.1"));
        app.Outside.LetStart();
        await app.UntilAsync("1.4.1 is live", () => app.IsLive("1.4.1") && app.Concluded("", "deploy / all") == "success");

        Assert.Equal(
            ["started 1.4.1 in production/storefront: 1", "started 1.4.1 in staging/storefront: 1"], app.Outside.Starts);
        Assert.Equal(2, app.Bot.Lives);
    }
}
