namespace ContinuousDeploy.Tests.Scenarios;

/// <summary>A command whose webhook GitHub never sent is found by asking for comments, and carried out once.</summary>
public sealed class MissedCommentTests
{
    [Fact]
    public async Task A_rollback_that_no_webhook_brought_is_carried_out_once()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.MergePinAsync("production", "1.5.0");
        app.LoseWebhooks("issue_comment", times: 1);

        var comment = await app.CommentAsync(pullRequest, "/rollback");
        await app.PassAsync(TimeSpan.FromMinutes(1), times: 3);

        Assert.Equal("1.4.1", app.UsersGet("production"));
        Assert.Equal(["eyes", "rocket"], app.ReactionsTo(comment));
        Assert.Single(app.ByBot);
        var started = app.Target.Started.Count;

        await app.DeliverLateAsync(comment);
        await app.RestartBotAsync();
        await app.PassAsync(TimeSpan.FromMinutes(1), times: 3);

        Assert.Equal(started, app.Target.Started.Count);
        Assert.Equal(["eyes", "rocket"], app.ReactionsTo(comment));
        Assert.Single(app.ByBot);
    }

    [Fact]
    public async Task A_comment_that_was_edited_meanwhile_is_refused()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.MergePinAsync("production", "1.5.0");
        app.LoseWebhooks("issue_comment", times: 2);

        var comment = await app.CommentAsync(pullRequest, "Hm.");
        await app.EditAsync(comment, "/rollback");
        await app.PassAsync(TimeSpan.FromMinutes(1), times: 3);

        Assert.Equal("1.5.0", app.UsersGet("production"));
        Assert.Equal(["eyes", "confused"], app.ReactionsTo(comment));
        Snapshot.Match(app.CommentsByBot(pullRequest)[^1], "edited-before-it-came");
    }

    [Fact]
    public async Task A_command_from_before_the_bot_was_there_is_not_for_it()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.MergePinAsync("production", "1.5.0");

        await app.RestartBotAsync(async () =>
        {
            app.DeleteLedger();
            app.LoseWebhooks("issue_comment", times: 1);
            await app.CommentWithoutBotAsync(pullRequest, "/rollback");
        });
        await app.PassAsync(TimeSpan.FromMinutes(1), times: 3);

        Assert.Equal("1.5.0", app.UsersGet("production"));
        Assert.Empty(app.ByBot);
    }

    [Fact]
    public async Task Looking_for_comments_costs_nothing_while_there_are_none()
    {
        await using var app = await Scenario.StartAsync();
        await app.MergePinAsync("production", "1.5.0");
        await app.PassAsync(TimeSpan.FromMinutes(10));
        var looks = app.Calls("GET", "/issues/comments");
        var answered = app.Calls("GET", "/issues/comments", status: 200);

        await app.PassAsync(TimeSpan.FromMinutes(1), times: 10);

        Assert.Equal(looks + 10, app.Calls("GET", "/issues/comments"));
        Assert.Equal(answered, app.Calls("GET", "/issues/comments", status: 200));
    }
}
