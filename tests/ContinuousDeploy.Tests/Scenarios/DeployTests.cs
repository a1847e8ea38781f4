namespace ContinuousDeploy.Tests.Scenarios;

public sealed class DeployTests
{
    [Fact]
    public async Task A_merged_pull_request_deploys_what_it_pins()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.OpenPinAsync("production", "1.5.0");
        Assert.Equal("success", app.Check(pullRequest, "plan").Conclusion);
        Assert.Equal("1.4.1", app.UsersGet("production"));

        await app.MergeAsync(pullRequest);

        Assert.Equal("1.5.0", app.UsersGet("production"));
        Assert.Equal("1.4.1", app.UsersGet("staging"));
        Assert.Equal("success", app.Check(pullRequest, "production / deploy").Conclusion);
        Assert.Equal("success", app.Check(pullRequest, "production / smoke").Conclusion);
        Assert.Equal("success", app.Check(pullRequest, "deploy / all").Conclusion);
        Snapshot.Match(app.StickyComment(pullRequest), "live-comment");
        Snapshot.Match(Scenario.Show(app.Check(pullRequest, "plan")), "plan-check");
    }

    [Fact]
    public async Task A_bad_version_never_reaches_a_user_and_is_reverted()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.MergePinAsync("production", "1.5.1-broken");

        Assert.Equal("1.4.1", app.UsersGet("production"));
        Assert.DoesNotContain(app.Traffic.Given, instance => app.Target.VersionOf(instance) == "1.5.1-broken");
        Assert.Equal("failure", app.Check(pullRequest, "production / smoke").Conclusion);
        Snapshot.Match(Scenario.Show(app.Check(pullRequest, "production / smoke")), "failed-smoke");

        var revert = Assert.Single(app.ByBot);
        Assert.True(app.IsMerged(revert.Number));
        Snapshot.Match($"{revert.Title}\n\n{revert.Body}", "revert-pull-request");
        Snapshot.Match(app.StickyComment(pullRequest), "failed-comment");
        Snapshot.Match((await app.FileAsync("environments/production/storefront.yaml"))!, "reverted-pin");
        Assert.Contains("version: 1.5.1-broken", await app.FileAsync("environments/applications/storefront.yaml"), StringComparison.Ordinal);
        Assert.Equal("success", app.Check(revert.Number, "production / deploy").Conclusion);
    }

    [Fact]
    public async Task A_version_that_never_gets_ready_is_reverted()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.MergePinAsync("staging", "1.5.2-stuck");

        Assert.Equal("1.4.1", app.UsersGet("staging"));
        Assert.Equal("failure", app.Check(pullRequest, "staging / deploy").Conclusion);
        Assert.Contains("waiting for the database", app.Check(pullRequest, "staging / deploy").Output.Summary, StringComparison.Ordinal);
        Assert.True(app.IsMerged(Assert.Single(app.ByBot).Number));
    }

    [Fact]
    public async Task A_missing_artifact_is_reverted()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.MergePinAsync("staging", "9.9.9");

        Assert.Equal("1.4.1", app.UsersGet("staging"));
        Assert.Contains("There is no artifact", app.StickyComment(pullRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restart_of_the_bot_changes_nothing()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.MergePinAsync("production", "1.5.0");
        var started = app.Target.Started.Count;
        var comment = app.StickyComment(pullRequest);

        await app.RestartBotAsync();

        Assert.Equal("1.5.0", app.UsersGet("production"));
        Assert.Equal(started, app.Target.Started.Count);
        Assert.Equal([comment], app.CommentsByBot(pullRequest));
        Assert.Empty(app.ByBot);
    }
}
