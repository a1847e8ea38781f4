using ContinuousDeploy.Sandbox.GitHub.Operations;

namespace ContinuousDeploy.Tests.Scenarios;

/// <summary>Whatever people and robots do: a clear answer, nothing deployed, nothing lost.</summary>
public sealed class HostileInputTests
{
    private const string Pin = "environments/production/storefront.yaml";

    [Theory]
    [InlineData("> /rollback")]
    [InlineData("```\n/rollback\n```")]
    [InlineData("please /rollback this")]
    public async Task Words_that_only_look_like_a_command_are_none(string comment)
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.MergePinAsync("production", "1.5.0");

        var written = await app.CommentAsync(pullRequest, comment);

        Assert.Empty(app.ReactionsTo(written));
        Assert.Equal("1.5.0", app.UsersGet("production"));
    }

    [Fact]
    public async Task An_edited_comment_never_executes()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.MergePinAsync("production", "1.5.0");
        var written = await app.CommentAsync(pullRequest, "Looks good");

        await app.EditAsync(written, "/rollback");

        Assert.Empty(app.ReactionsTo(written));
        Assert.Equal("1.5.0", app.UsersGet("production"));
    }

    [Fact]
    public async Task A_command_on_a_pull_request_that_is_not_merged_is_refused()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.OpenPinAsync("production", "1.5.0");

        var written = await app.CommentAsync(pullRequest, "/rollback");

        Assert.Equal(["eyes", "confused"], app.ReactionsTo(written));
        Assert.Contains("is it merged?", Assert.Single(app.CommentsByBot(pullRequest)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pull_request_with_problems_says_where_and_deploys_nothing()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.OpenAsync(
            "Two versions in one file",
            (Pin, "version: 1.5.0\nverison: 1.6.0\n"),
            ("environments/staging/storefront.yaml", "version: *latest\n"));

        Assert.Equal("failure", app.Check(pullRequest, "plan").Conclusion);
        Snapshot.Match(Scenario.Show(app.Check(pullRequest, "plan")), "plan-with-problems");

        await app.MergeAsync(pullRequest);
        Assert.Equal("1.4.1", app.UsersGet("production"));
        Assert.Equal("1.4.1", app.UsersGet("staging"));
    }

    [Fact]
    public async Task A_change_cannot_loosen_the_verification_it_has_to_pass()
    {
        await using var app = await Scenario.StartAsync();
        var loosened = SampleEnvironments.Application.Split("verify:")[0];

        var pullRequest = await app.OpenAsync(
            "Pin 1.5.1 and drop its checks",
            (Pin, SampleEnvironments.Pin("1.5.1-broken")),
            ("environments/applications/storefront.yaml", loosened));
        await app.MergeAsync(pullRequest);

        Assert.Equal("1.4.1", app.UsersGet("production"));
        Assert.Equal("failure", app.Check(pullRequest, "production / smoke").Conclusion);
    }

    [Fact]
    public async Task A_rewritten_history_deploys_nothing_until_a_person_accepts_it()
    {
        await using var app = await Scenario.StartAsync();
        var before = await app.TipAsync();
        await app.MergePinAsync("production", "1.5.0");

        await app.ForcePushAsync("main", before);
        var other = await app.PushAsync("main", "Another history", (Pin, SampleEnvironments.Pin("1.6.0")));

        Assert.Equal("1.5.0", app.UsersGet("production"));
        Snapshot.Match(Scenario.Show(app.Check(other, "deploy / all")), "rewritten-history");

        var pullRequest = await app.OpenPinAsync("staging", "1.5.0");
        await app.CommentAsync(pullRequest, "/resume", by: "reader");
        Assert.Equal("1.5.0", app.UsersGet("production"));

        await app.CommentAsync(pullRequest, "/resume");
        Assert.Equal("1.6.0", app.UsersGet("production"));
    }

    [Theory]
    [InlineData(MergeMethod.Merge)]
    [InlineData(MergeMethod.Squash)]
    [InlineData(MergeMethod.Rebase)]
    public async Task However_a_pull_request_is_merged_it_deploys_once(MergeMethod method)
    {
        await using var app = await Scenario.StartAsync();
        var started = app.Target.Started.Count;
        var pullRequest = await app.OpenPinAsync("production", "1.5.0");

        await app.MergeAsync(pullRequest, method);

        Assert.Equal("1.5.0", app.UsersGet("production"));
        Assert.Equal(started + 1, app.Target.Started.Count);
        Assert.Contains("1.5.0 is live", app.StickyComment(pullRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_direct_push_deploys_too_and_is_told_of_on_its_commit()
    {
        await using var app = await Scenario.StartAsync();

        var commit = await app.PushAsync("main", "Pin 1.5.0", (Pin, SampleEnvironments.Pin("1.5.0")));

        Assert.Equal("1.5.0", app.UsersGet("production"));
        Assert.Equal("success", app.Check(commit, "deploy / all").Conclusion);
    }
}
