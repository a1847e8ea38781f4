namespace ContinuousDeploy.Tests.Scenarios;

/// <summary>GitHub fails, and nothing is lost: it is told later, deployed all the same, and nothing happens twice.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task What_GitHub_did_not_take_is_told_again_and_once(int status)
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.OpenPinAsync("production", "1.5.0");
        app.Fail("POST", status, times: 6);

        await app.MergeAsync(pullRequest);
        await app.PassAsync(TimeSpan.FromMinutes(2), times: 15);

        Assert.Equal("1.5.0", app.UsersGet("production"));
        Assert.Single(app.CommentsByBot(pullRequest));
        Assert.Equal("success", app.Check(pullRequest, "deploy / all").Conclusion);
        Assert.Equal(1, app.CheckCount(pullRequest, "deploy / all"));
        Assert.Equal(1, app.DeploymentCount(pullRequest));
    }

    [Fact]
    public async Task A_merge_whose_webhook_never_came_is_found()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.OpenPinAsync("production", "1.5.0");
        app.LoseWebhooks("pull_request", times: 5);
        app.LoseWebhooks("push", times: 5);

        await app.MergeAsync(pullRequest);
        await app.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal("1.5.0", app.UsersGet("production"));
    }

    [Fact]
    public async Task A_webhook_that_comes_twice_deploys_once()
    {
        await using var app = await Scenario.StartAsync();
        var started = app.Target.Started.Count;
        app.DuplicateWebhooks("push", times: 5);

        await app.MergePinAsync("production", "1.5.0");

        Assert.Equal(started + 1, app.Target.Started.Count);
    }

    [Fact]
    public async Task A_pull_request_that_was_closed_and_opened_again_deploys_once_it_is_merged()
    {
        await using var app = await Scenario.StartAsync();
        var started = app.Target.Started.Count;
        var pullRequest = await app.OpenPinAsync("production", "1.5.0");

        await app.CloseAndReopenAsync(pullRequest);
        Assert.Equal("1.4.1", app.UsersGet("production"));
        await app.MergeAsync(pullRequest);

        Assert.Equal("1.5.0", app.UsersGet("production"));
        Assert.Equal(started + 1, app.Target.Started.Count);
        Assert.Equal(1, app.DeploymentCount(pullRequest));
        Assert.Single(app.CommentsByBot(pullRequest));
    }

    [Fact]
    public async Task A_pin_that_is_merged_again_by_another_pull_request_deploys_nothing()
    {
        await using var app = await Scenario.StartAsync();
        var first = await app.OpenPinAsync("production", "1.5.0");
        var picked = await app.OpenPinAsync("production", "1.5.0");
        await app.MergeAsync(first);
        var started = app.Target.Started.Count;

        await app.MergeAsync(picked);

        Assert.Equal("1.5.0", app.UsersGet("production"));
        Assert.Equal(started, app.Target.Started.Count);
        Assert.Equal(0, app.DeploymentCount(picked));
    }

    [Fact]
    public async Task While_GitHub_does_not_answer_a_rollout_goes_on()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.OpenPinAsync("production", "1.5.1-broken");
        app.Fail("PATCH", 503, times: 100);
        app.Fail("POST", 503, times: 100);

        await app.MergeAsync(pullRequest);
        Assert.Equal("1.4.1", app.UsersGet("production"));

        app.HealGitHub();
        await app.PassAsync(TimeSpan.FromMinutes(2), times: 15);
        Assert.Contains("failed in production/storefront", app.StickyComment(pullRequest), StringComparison.Ordinal);
        Assert.True(app.IsMerged(Assert.Single(app.ByBot).Number));
    }

    [Fact]
    public async Task What_keeps_a_revert_from_being_opened_is_told()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.OpenPinAsync("production", "1.5.1-broken");
        app.Fail("POST", 500, times: 1000, "/repos/*/pulls");

        await app.MergeAsync(pullRequest);
        await app.PassAsync(TimeSpan.FromMinutes(2), times: 5);
        Assert.Contains(
            "Revert: the pull request is being opened. ⚠️ It keeps failing: ",
            app.StickyComment(pullRequest),
            StringComparison.Ordinal);

        app.HealGitHub();
        await app.PassAsync(TimeSpan.FromMinutes(2), times: 5);
        Assert.True(app.IsMerged(Assert.Single(app.ByBot).Number));
        Assert.DoesNotContain("keeps failing", app.StickyComment(pullRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_mirror_is_made_anew_and_the_next_merge_is_live()
    {
        await using var app = await Scenario.StartAsync();
        app.CutMirrors();

        await app.MergePinAsync("production", "1.5.0");

        Assert.Equal("1.5.0", app.UsersGet("production"));
    }
}
