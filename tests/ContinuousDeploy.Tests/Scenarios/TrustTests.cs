using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Tests.Scenarios;

/// <summary>What a command may do is decided when it is carried out, and from what GitHub says then.</summary>
public sealed class TrustTests
{
    [Fact]
    public async Task Nothing_else_is_served_than_webhooks_that_are_signed_health_and_numbers()
    {
        await using var app = await Scenario.StartAsync();

        Assert.Equal(["GET /healthz", "GET /metrics", "GET /readyz", "POST /api/github/webhooks"], app.Routes);
    }

    [Fact]
    public async Task A_right_that_is_taken_away_before_the_command_is_carried_out_is_gone()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.MergePinAsync("production", "1.5.0");
        app.Fail("GET", 503, times: 1_000);
        var comment = await app.CommentAsync(pullRequest, "/rollback");

        await app.SetRoleAsync("writer", Role.Read);
        app.HealGitHub();
        await app.PassAsync(TimeSpan.FromMinutes(1), times: 3);

        Assert.Equal(["eyes", "confused"], app.ReactionsTo(comment));
        Assert.Equal("1.5.0", app.UsersGet("production"));
        Assert.Empty(app.ByBot);
    }

    [Fact]
    public async Task A_comment_that_is_edited_before_it_is_carried_out_is_refused()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.MergePinAsync("production", "1.5.0");
        app.Fail("GET", 503, times: 1_000);
        var comment = await app.CommentAsync(pullRequest, "/rollback");

        await app.EditAsync(comment, "/rollback --reason \"somebody else wrote this\"");
        app.HealGitHub();
        await app.PassAsync(TimeSpan.FromMinutes(1), times: 3);

        Assert.Equal(["eyes", "confused"], app.ReactionsTo(comment));
        Assert.Contains("was edited before it was carried out", app.CommentsByBot(pullRequest)[1], StringComparison.Ordinal);
        Assert.Equal("1.5.0", app.UsersGet("production"));
    }

    [Fact]
    public async Task What_a_webhook_says_of_its_author_is_not_believed()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.MergePinAsync("production", "1.5.0");
        app.LoseWebhooks("issue_comment", times: 1);
        var comment = await app.CommentAsync(pullRequest, "/rollback", by: "reader");

        await app.DeliverLateAsync(comment, by: "owner");
        await app.PassAsync(TimeSpan.FromMinutes(1), times: 3);

        Assert.Equal(["eyes", "confused"], app.ReactionsTo(comment));
        Assert.Equal("1.5.0", app.UsersGet("production"));
    }

    [Fact]
    public async Task A_captured_webhook_under_a_fresh_id_has_no_effect()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.MergePinAsync("production", "1.5.0");
        var comment = await app.CommentAsync(pullRequest, "/rollback");
        await app.CommentAsync(pullRequest, "/resume production");
        var started = app.Target.Started.Count;
        var proposed = app.ByBot.Count;

        await app.DeliverLateAsync(comment);
        await app.PassAsync(TimeSpan.FromMinutes(1), times: 3);

        Assert.Equal(started, app.Target.Started.Count);
        Assert.Equal(proposed, app.ByBot.Count);
        Assert.Equal(["eyes", "rocket"], app.ReactionsTo(comment));
    }
}
