namespace ContinuousDeploy.Tests.Scenarios;

/// <summary>
/// The ledger is lost. Git, GitHub and what runs say what there is: nothing that is live is deployed again, nothing is
/// told twice, and everything goes on.
/// </summary>
public sealed class EmptyLedgerTests
{
    private const string Watch = "monitor: { for: 10m, every: 15s }\n";

    [Fact]
    public async Task What_is_live_is_neither_deployed_nor_told_again()
    {
        await using var app = await Scenario.StartAsync();
        var production = await app.MergePinAsync("production", "1.5.0");
        var staging = await app.MergePinAsync("staging", "1.6.0");
        var before = Shown(app, production, staging);

        await LoseLedgerAsync(app);

        Assert.Equal(before, Shown(app, production, staging));
    }

    [Fact]
    public async Task A_rollback_knows_what_was_there_before()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.MergePinAsync("production", "1.5.0");
        await LoseLedgerAsync(app);

        var comment = await app.CommentAsync(pullRequest, "/rollback");
        await app.PassAsync(TimeSpan.FromMinutes(1), times: 2);

        Assert.Equal("1.4.1", app.UsersGet("production"));
        Assert.Equal(["eyes", "rocket"], app.ReactionsTo(comment));
        Assert.True(app.IsMerged(Assert.Single(app.ByBot).Number));
    }

    [Fact]
    public async Task A_version_that_was_never_live_is_nothing_to_go_back_to()
    {
        await using var app = await Scenario.StartAsync(
            ("environments/production/environment.yaml", SampleEnvironments.Environment("https://shop.example")
                .Replace("automatic", "review", StringComparison.Ordinal)));
        await app.MergePinAsync("production", "1.5.1-broken");
        var pullRequest = await app.MergePinAsync("production", "1.6.0");
        await LoseLedgerAsync(app);

        await app.CommentAsync(pullRequest, "/rollback");

        Assert.NotEqual("1.5.1-broken", app.UsersGet("production"));
        Assert.DoesNotContain(app.Traffic.Given, instance => app.Target.VersionOf(instance) == "1.5.1-broken");
        Snapshot.Match(app.CommentsByBot(pullRequest)[^1], "rollback-after-a-lost-ledger");
    }

    [Fact]
    public async Task A_new_pin_is_deployed_as_ever()
    {
        await using var app = await Scenario.StartAsync();
        await app.MergePinAsync("production", "1.5.0");
        await LoseLedgerAsync(app);

        var pullRequest = await app.MergePinAsync("production", "1.6.0");

        Assert.Equal("1.6.0", app.UsersGet("production"));
        Assert.Equal("success", app.Check(pullRequest, "deploy / all").Conclusion);
        Assert.Equal(["1.4.1", "1.6.0"], app.Target.Up.Select(app.Target.VersionOf).Order());
    }

    [Fact]
    public async Task A_revert_that_waits_for_review_goes_on_waiting()
    {
        await using var app = await Scenario.StartAsync(
            ("environments/staging/environment.yaml", SampleEnvironments.Environment("https://staging.example")
                .Replace("automatic", "review", StringComparison.Ordinal)));
        var pullRequest = await app.MergePinAsync("staging", "1.5.1-broken");
        var revert = Assert.Single(app.ByBot);
        Assert.False(app.IsMerged(revert.Number));
        var before = Shown(app, pullRequest);

        await LoseLedgerAsync(app);
        Assert.Equal(before, Shown(app, pullRequest));
        Assert.False(app.IsMerged(revert.Number));

        await app.MergeAsync(revert.Number);
        Assert.Equal("1.4.1", app.UsersGet("staging"));
        Assert.Equal("success", app.Check(revert.Number, "staging / deploy").Conclusion);
    }

    [Fact]
    public async Task A_held_stage_stays_held()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.MergePinAsync("production", "1.5.0");
        await app.CommentAsync(pullRequest, "/rollback");
        var held = (await app.FileAsync("environments/production/storefront.yaml"))!;
        Assert.Contains("hold:", held, StringComparison.Ordinal);
        var before = Shown(app, pullRequest);

        await LoseLedgerAsync(app);
        Assert.Equal(before, Shown(app, pullRequest));

        var next = await app.OpenAsync(
            "Pin 1.6.0, still held",
            ("environments/production/storefront.yaml", held.Replace("1.4.1", "1.6.0", StringComparison.Ordinal)));
        await app.MergeAsync(next);
        Assert.Equal("1.4.1", app.UsersGet("production"));
        Assert.Contains("waits to be deployed", app.StickyComment(next), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_that_was_not_over_begins_anew_and_takes_the_version_back_if_it_dies()
    {
        await using var app = await Scenario.StartAsync(
            ("environments/applications/storefront.yaml", SampleEnvironments.Application + Watch));
        await app.PassAsync(TimeSpan.FromMinutes(1), times: 15);
        var pullRequest = await app.MergePinAsync("production", "1.5.0");
        var started = app.Target.Started.Count;

        await LoseLedgerAsync(app);
        Assert.Equal("1.5.0", app.UsersGet("production"));
        Assert.Equal(started, app.Target.Started.Count);
        Assert.Contains("watched until", app.StickyComment(pullRequest), StringComparison.Ordinal);

        await app.Target.KillAsync(app.Traffic.InstanceOf(new Core.StageName("production", "storefront"))!);
        await app.PassAsync(TimeSpan.FromSeconds(15), times: 4);
        Assert.Equal("1.4.1", app.UsersGet("production"));
        Assert.Equal(started, app.Target.Started.Count);
        Assert.Single(app.CommentsByBot(pullRequest));
    }

    [Fact]
    public async Task What_was_deployed_from_a_commit_that_pins_nothing_is_live_as_well()
    {
        await using var app = await Scenario.StartAsync();
        await app.PushAsync("main", "Say more", ("README.md", "# Environments of Acme\n"));
        await app.RestartBotAsync(() =>
        {
            app.DeleteLedger();
            app.Traffic.Forget();
            return Task.CompletedTask;
        });
        await app.PassAsync(TimeSpan.FromMinutes(1), times: 3);
        Assert.Equal("1.4.1", app.UsersGet("production"));
        var started = app.Target.Started.Count;

        await LoseLedgerAsync(app);

        Assert.Equal("1.4.1", app.UsersGet("production"));
        Assert.Equal(started, app.Target.Started.Count);
    }

    [Fact]
    public async Task A_rollout_that_was_under_way_goes_on_once_the_gateway_says_what_is_live()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.OpenPinAsync("production", "1.5.0");
        app.Traffic.IsAway = true;
        await app.MergeAsync(pullRequest);
        var started = app.Target.Started.Count;
        Assert.Equal(3, started);

        await LoseLedgerAsync(app);
        Assert.Equal("1.4.1", app.UsersGet("production"));
        Assert.Equal(started, app.Target.Started.Count);

        app.Traffic.IsAway = false;
        await app.PassAsync(TimeSpan.FromMinutes(1), times: 3);
        Assert.Equal("1.5.0", app.UsersGet("production"));
        Assert.Equal(started, app.Target.Started.Count);
        Assert.Equal(1, app.DeploymentCount(pullRequest));
        Assert.Single(app.CommentsByBot(pullRequest));
        Assert.Equal(1, app.CheckCount(pullRequest, "deploy / all"));
    }

    [Fact]
    public async Task A_merge_that_nobody_had_begun_with_is_deployed_once()
    {
        await using var app = await Scenario.StartAsync();
        await app.MergePinAsync("staging", "1.5.0");
        var pullRequest = await app.OpenPinAsync("production", "1.5.0");
        var started = app.Target.Started.Count;

        await app.RestartBotAsync(async () =>
        {
            app.DeleteLedger();
            await app.MergeWithoutBotAsync(pullRequest);
        });
        await app.PassAsync(TimeSpan.FromMinutes(1), times: 6);

        Assert.Equal("1.5.0", app.UsersGet("production"));
        Assert.Equal(started + 1, app.Target.Started.Count);
        Assert.Equal(1, app.DeploymentCount(pullRequest));
        Assert.Single(app.CommentsByBot(pullRequest));
    }

    private static async Task LoseLedgerAsync(Scenario app)
    {
        await app.RestartBotAsync(() =>
        {
            app.DeleteLedger();
            return Task.CompletedTask;
        });
        await app.PassAsync(TimeSpan.FromMinutes(1), times: 3);
    }

    /// <summary>All that users and people see of some pull requests, as text.</summary>
    private static string Shown(Scenario app, params int[] pullRequests)
    {
        var lines = new List<string>
        {
            $"production {app.UsersGet("production")}, staging {app.UsersGet("staging")}",
            $"started {string.Join(' ', app.Target.Started)}",
            $"up {string.Join(' ', app.Target.Up.Order())}",
            $"given {string.Join(' ', app.Traffic.Given)}",
            $"opened {string.Join(' ', app.ByBot.Select(pull => $"#{pull.Number} {pull.Body}"))}",
        };
        foreach (var number in pullRequests)
        {
            lines.Add($"#{number}: {app.DeploymentCount(number)} deployments");
            lines.AddRange(app.CommentsByBot(number));
            lines.AddRange(app.Checks(number));
        }

        return string.Join('\n', lines);
    }
}
