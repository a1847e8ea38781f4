namespace ContinuousDeploy.Tests.Scenarios;

/// <summary>Somebody sets the default branch to a commit that does not follow the last one.</summary>
public sealed class RewrittenHistoryTests
{
    [Fact]
    public async Task A_branch_that_is_set_back_brings_back_its_version_once_a_person_accepts_it()
    {
        await using var app = await Scenario.StartAsync();
        var before = await app.TipAsync();
        await app.MergePinAsync("production", "1.5.0");
        await app.ForcePushAsync("main", before);
        Assert.Equal("1.5.0", app.UsersGet("production"));
        var pullRequest = await app.OpenPinAsync("staging", "1.5.0");

        var comment = await app.CommentAsync(pullRequest, "/resume");

        Assert.Equal(["eyes", "rocket"], app.ReactionsTo(comment));
        Assert.Equal("1.4.1", app.UsersGet("production"));
        Assert.Equal("1.4.1", app.UsersGet("staging"));
    }

    [Fact]
    public async Task A_branch_that_is_set_back_and_forth_has_nothing_to_accept()
    {
        await using var app = await Scenario.StartAsync();
        var before = await app.TipAsync();
        await app.MergePinAsync("production", "1.5.0");
        var after = await app.TipAsync();
        await app.ForcePushAsync("main", before);
        await app.ForcePushAsync("main", after);
        var started = app.Target.Started.Count;
        var pullRequest = await app.OpenPinAsync("staging", "1.5.0");

        var comment = await app.CommentAsync(pullRequest, "/resume");

        Assert.Equal(["eyes", "confused"], app.ReactionsTo(comment));
        Assert.Contains("nothing is held here", app.CommentsByBot(pullRequest)[^1], StringComparison.Ordinal);
        Assert.Equal("1.5.0", app.UsersGet("production"));
        Assert.Equal(started, app.Target.Started.Count);
    }
}
