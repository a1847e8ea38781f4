using System.Net;

namespace ContinuousDeploy.Tests.Scenarios;

/// <summary>What the bot was not told is found, counted, and said in <c>/status</c> and <c>/metrics</c>.</summary>
public sealed class GapTests
{
    [Fact]
    public async Task Gaps_of_every_kind_are_told()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.OpenPinAsync("production", "1.5.0");

        // A merge that no webhook brings.
        app.LoseWebhooks("pull_request.closed", times: 1);
        app.LoseWebhooks("push", times: 1);
        await app.MergeAsync(pullRequest);
        await app.PassAsync(TimeSpan.FromMinutes(1), times: 2);
        Assert.Equal("1.5.0", app.UsersGet("production"));

        // A command that no webhook brings, whose answer GitHub does not take at first.
        app.LoseWebhooks("issue_comment", times: 1);
        app.Fail("POST", 503, times: 1);
        await app.CommentAsync(pullRequest, "/help");
        await app.PassAsync(TimeSpan.FromMinutes(2), times: 2);

        // A webhook that fails and is delivered again.
        app.FailWebhooks("pull_request", times: 1);
        await app.OpenPinAsync("staging", "1.6.0");
        await app.PassAsync(TimeSpan.FromMinutes(5), times: 3);

        var (status, text) = await app.MetricsAsync();
        Assert.Equal(HttpStatusCode.OK, status);
        foreach (var kind in (string[])["merge", "command", "report", "delivery"])
        {
            Assert.Contains($"continuousdeploy_gaps_found{{repository=\"920000001\",kind=\"{kind}\"}} 1", text, StringComparison.Ordinal);
            Assert.Contains($"continuousdeploy_gaps_repaired{{repository=\"920000001\",kind=\"{kind}\"}} 1", text, StringComparison.Ordinal);
        }

        Assert.Contains("continuousdeploy_reconciled_timestamp_seconds{repository=\"920000001\"} 1795", text, StringComparison.Ordinal);
        Assert.Contains("continuousdeploy_deliveries_swept_timestamp_seconds 1795", text, StringComparison.Ordinal);
        await app.CommentAsync(pullRequest, "/status");
        Snapshot.Match(app.CommentsByBot(pullRequest)[^1], "status-with-gaps");
    }

    [Fact]
    public async Task What_webhooks_bring_is_no_gap()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.MergePinAsync("production", "1.5.0");
        await app.CommentAsync(pullRequest, "/rollback");
        await app.PassAsync(TimeSpan.FromMinutes(5), times: 3);

        await app.CommentAsync(pullRequest, "/status");

        Assert.Contains("No webhook has been missed so far.", app.CommentsByBot(pullRequest)[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_numbers_are_for_this_machine_only()
    {
        await using var app = await Scenario.StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await app.MetricsAsync(("X-Forwarded-For", "192.0.2.1"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.MetricsAsync(("Forwarded", "for=192.0.2.1"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await app.MetricsAsync()).Status);
    }
}
