using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Tests.Sandbox;

public sealed class LimitTests
{
    [Fact]
    public async Task The_hourly_limit_is_told_kept_and_renewed()
    {
        await using Scene scene = await Scene.StartAsync(new() { Primary = 3 });

        Reply first = await scene.GetAsync(Scene.Api);
        await scene.GetAsync(Scene.Api);
        await scene.GetAsync(Scene.Api);
        Reply over = await scene.GetAsync(Scene.Api);
        Reply standing = await scene.GetAsync("rate_limit");

        Assert.Equal("2", first.Header("x-ratelimit-remaining"));
        Assert.Equal((403, "0"), (over.Status, over.Header("x-ratelimit-remaining")));
        Assert.StartsWith("API rate limit exceeded for installation ID", over.Message);
        Assert.Equal(0, (int)standing.Body!["rate"]!["remaining"]!);
        DateTimeOffset reset = DateTimeOffset.FromUnixTimeSeconds(long.Parse(over.Header("x-ratelimit-reset")!));
        Assert.Equal(scene.Time.GetUtcNow() + TimeSpan.FromHours(1), reset);
        Assert.Equal("primary", Assert.Single(scene.Server.Limits.Report.Breaches).Limit);
    }

    [Fact]
    public async Task More_than_eighty_writes_a_minute_are_refused_until_the_minute_is_over()
    {
        await using Scene scene = await Scene.StartAsync();
        PullRequest pull = await scene.OpenAsync("bump");
        string comments = $"{Scene.Api}/issues/{pull.Number}/comments";
        for (int number = 1; number <= 80; number++)
        {
            Reply made = await scene.SendAsync("POST", comments, new JsonObject { ["body"] = $"Number {number}" });
            Assert.Equal(201, made.Status);
        }

        Reply over = await scene.SendAsync("POST", comments, new JsonObject { ["body"] = "Over" });
        Reply read = await scene.GetAsync(comments);
        scene.Time.Advance(TimeSpan.FromMinutes(1));
        Reply later = await scene.SendAsync("POST", comments, new JsonObject { ["body"] = "Later" });

        Assert.Equal((403, "60"), (over.Status, over.Header("Retry-After")));
        Assert.Contains("secondary rate limit", over.Message);
        Assert.Equal(200, read.Status);
        Assert.Equal(201, later.Status);
        Assert.Equal(82, scene.Server.Limits.Report.ContentCreating);
        Assert.Equal("content", Assert.Single(scene.Server.Limits.Report.Breaches).Limit);
    }

    [Fact]
    public async Task Five_hundred_writes_an_hour_are_the_other_limit()
    {
        await using Scene scene = await Scene.StartAsync(new() { ContentAnHour = 2, SecondaryStatus = 429 });
        PullRequest pull = await scene.OpenAsync("bump");
        string comments = $"{Scene.Api}/issues/{pull.Number}/comments";

        await scene.SendAsync("POST", comments, new JsonObject { ["body"] = "One" });
        await scene.SendAsync("POST", comments, new JsonObject { ["body"] = "Two" });
        scene.Time.Advance(TimeSpan.FromMinutes(30));
        Reply over = await scene.SendAsync("POST", comments, new JsonObject { ["body"] = "Three" });

        Assert.Equal(429, over.Status);
    }

    [Fact]
    public async Task Writes_cost_five_points_of_a_minute()
    {
        await using Scene scene = await Scene.StartAsync(new() { PointsAMinute = 6 });
        PullRequest pull = await scene.OpenAsync("bump");

        Reply write = await scene.SendAsync(
            "POST", $"{Scene.Api}/issues/{pull.Number}/comments", new JsonObject { ["body"] = "One" });
        Reply sixth = await scene.GetAsync(Scene.Api);
        Reply seventh = await scene.GetAsync(Scene.Api);

        Assert.Equal((201, 200, 403), (write.Status, sixth.Status, seventh.Status));
    }

    [Fact]
    public async Task Too_many_requests_at_the_same_time_are_refused()
    {
        await using Scene scene = await Scene.StartAsync(new() { Concurrent = 1 });
        TaskCompletionSource entered = new();
        TaskCompletionSource release = new();
        Task<int> holding = scene.Server.World.ChangeAsync(
            async () =>
            {
                entered.SetResult();
                await release.Task;
                return 0;
            },
            Scene.Cancelled);
        await entered.Task;

        Task<Reply> one = scene.GetAsync(Scene.Api);
        Task<Reply> other = scene.GetAsync(Scene.Api);
        Reply refused = await await Task.WhenAny(one, other);
        release.SetResult();
        await holding;

        Assert.Equal(403, refused.Status);
        Assert.Equal([200, 403], new[] { (await one).Status, (await other).Status }.Order());
        Assert.Equal(2, scene.Server.Limits.Report.MostConcurrent);
    }
}
