namespace ContinuousDeploy.Tests.Scenarios;

public sealed class RollbackTests
{
    [Fact]
    public async Task A_writer_rolls_back_a_merged_pull_request()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.MergePinAsync("production", "1.5.0");

        var comment = await app.CommentAsync(pullRequest, "/rollback --reason \"customers cannot log in\"");

        Assert.Equal("1.4.1", app.UsersGet("production"));
        Assert.Equal(["eyes", "rocket"], app.ReactionsTo(comment));
        Assert.True(app.IsMerged(Assert.Single(app.ByBot).Number));
        Assert.Contains("version: 1.4.1", await app.FileAsync("environments/production/storefront.yaml"), StringComparison.Ordinal);
        Snapshot.Match(app.StickyComment(pullRequest), "rolled-back-comment");
    }

    [Fact]
    public async Task A_reader_is_refused_with_the_reason()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.MergePinAsync("production", "1.5.0");

        var comment = await app.CommentAsync(pullRequest, "/rollback", by: "reader");

        Assert.Equal("1.5.0", app.UsersGet("production"));
        Assert.Equal(["eyes", "confused"], app.ReactionsTo(comment));
        Assert.Empty(app.ByBot);
        Snapshot.Match(app.CommentsByBot(pullRequest)[1], "refused-rollback");
    }

    [Fact]
    public async Task A_held_stage_waits_until_it_is_resumed()
    {
        await using var app = await Scenario.StartAsync();
        var first = await app.MergePinAsync("production", "1.5.0");
        await app.CommentAsync(first, "/rollback");
        var held = await app.FileAsync("environments/production/storefront.yaml");

        var second = await app.OpenAsync(
            "Try 1.6.0", ("environments/production/storefront.yaml", held!.Replace("1.4.1", "1.6.0", StringComparison.Ordinal)));
        Snapshot.Match(Scenario.Show(app.Check(second, "plan")), "plan-of-held-stage");
        await app.MergeAsync(second);
        Assert.Equal("1.4.1", app.UsersGet("production"));
        Assert.Equal("action_required", app.Check(second, "production / deploy").Conclusion);

        var comment = await app.CommentAsync(second, "/resume");

        Assert.Equal(["eyes", "rocket"], app.ReactionsTo(comment));
        Assert.Equal("1.6.0", app.UsersGet("production"));
    }

    [Fact]
    public async Task A_quarantined_version_is_not_deployed_again()
    {
        await using var app = await Scenario.StartAsync();
        var first = await app.MergePinAsync("production", "1.5.0");
        await app.CommentAsync(first, "/rollback");

        var again = await app.OpenPinAsync("production", "1.5.0");
        await app.MergeAsync(again);

        Assert.Equal("1.4.1", app.UsersGet("production"));
        Assert.Contains("quarantined", app.StickyComment(again), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_rollback_of_the_same_pull_request_changes_nothing()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.MergePinAsync("production", "1.5.0");
        await app.CommentAsync(pullRequest, "/rollback");

        await app.CommentAsync(pullRequest, "/rollback");

        Assert.Equal("1.4.1", app.UsersGet("production"));
        Assert.Single(app.ByBot);
    }

    [Fact]
    public async Task Help_and_status_answer()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.OpenPinAsync("production", "1.5.0");

        await app.CommentAsync(pullRequest, "/help");
        await app.CommentAsync(pullRequest, "/status");
        await app.CommentAsync(pullRequest, "/rolback");

        Snapshot.Match(string.Join("\n\n", app.CommentsByBot(pullRequest)), "help-status-and-a-typing-error");
    }
}
