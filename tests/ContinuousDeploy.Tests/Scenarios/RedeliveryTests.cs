namespace ContinuousDeploy.Tests.Scenarios;

/// <summary>GitHub never repeats a webhook that failed: the bot asks for it, and what it leads to happens once.</summary>
public sealed class RedeliveryTests
{
    private static readonly (int, bool) Failed = (503, false);
    private static readonly (int, bool) Redelivered = (202, true);

    [Fact]
    public async Task A_webhook_that_failed_is_delivered_again_and_leads_to_one_rollback()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.MergePinAsync("production", "1.5.0");
        app.FailWebhooks("issue_comment", times: 1);

        var comment = await app.CommentAsync(pullRequest, "/rollback");
        await app.PassAsync(TimeSpan.FromMinutes(5), times: 4);

        Assert.Contains(Failed, app.Deliveries("issue_comment"));
        Assert.Contains(Redelivered, app.Deliveries("issue_comment"));
        Assert.Equal("1.4.1", app.UsersGet("production"));
        Assert.Equal(["eyes", "rocket"], app.ReactionsTo(comment));
        Assert.Single(app.ByBot);
        Assert.Equal(4, app.Target.Started.Count);
    }

    [Fact]
    public async Task What_came_while_the_bot_was_down_is_delivered_again_when_it_starts()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.OpenPinAsync("production", "1.5.0");

        await app.RestartBotAsync(() => app.MergeWithoutBotAsync(pullRequest));
        await app.PassAsync(TimeSpan.FromMinutes(5), times: 2);

        Assert.Equal([(0, false), Redelivered], app.Deliveries("push").TakeLast(2));
        Assert.Equal("1.5.0", app.UsersGet("production"));
        Assert.Equal(3, app.Target.Started.Count);
        Assert.Equal(1, app.DeploymentCount(pullRequest));
    }

    [Theory]
    [InlineData("POST", 0)]
    [InlineData("POST", 503)]
    [InlineData("GET", 503)]
    public async Task A_sweep_that_breaks_off_is_done_again(string method, int status)
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.OpenPinAsync("production", "1.5.0");
        app.FailWebhooks("pull_request", times: 1);
        app.FailWebhooks("push", times: 1);
        await app.MergeAsync(pullRequest);
        app.FailAsApp(method, "/app/hook/deliveries*", status, times: 1);

        await app.PassAsync(TimeSpan.FromMinutes(5), times: 6);

        foreach (var name in (string[])["pull_request", "push"])
        {
            Assert.Contains(Failed, app.Deliveries(name));
            Assert.Contains(Redelivered, app.Deliveries(name));
        }

        Assert.Equal("1.5.0", app.UsersGet("production"));
        Assert.Equal(3, app.Target.Started.Count);
    }

    [Fact]
    public async Task What_another_node_or_an_earlier_run_has_just_swept_is_not_swept_again()
    {
        await using var app = await Scenario.StartAsync();
        var sweeps = app.Calls("GET", "/app/hook/deliveries");
        Assert.True(sweeps > 0);

        await app.RestartBotAsync();

        Assert.Equal(sweeps, app.Calls("GET", "/app/hook/deliveries"));
    }
}
