using System.Text;
using ContinuousDeploy.Core.Reports;

namespace ContinuousDeploy.Tests.GitHub;

public sealed class CommentsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_comment_is_edited_in_place()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var pull = await github.OpenPullRequestAsync("1.1.0");

        await ReportAsync(github, Samples.Comment(pull.Number, "on its way"));
        await ReportAsync(github, Samples.Comment(pull.Number, "live"));

        Assert.EndsWith("\nlive", Assert.Single(github.Server.World.Comments.All).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_persons_comment_with_the_same_mark_is_not_taken_for_the_bots()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var pull = await github.OpenPullRequestAsync("1.1.0");
        var copied = await github.Server.People.CommentAsync(
            github.Repository, pull.Number, github.Owner, "<!-- continuous-deploy: sticky -->\nmine", Cancellation);

        await ReportAsync(github, Samples.Comment(pull.Number));

        Assert.Equal(2, github.Server.World.Comments.All.Count());
        Assert.EndsWith("mine", github.Server.World.Comments.Find(copied.Id)!.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_comment_that_a_person_deleted_is_written_again_when_there_is_news()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var pull = await github.OpenPullRequestAsync("1.1.0");
        await ReportAsync(github, Samples.Comment(pull.Number, "on its way"));
        await github.Server.People.DeleteCommentAsync(
            Assert.Single(github.Server.World.Comments.All), github.Owner, Cancellation);

        await ReportAsync(github, Samples.Comment(pull.Number, "live"));

        Assert.EndsWith("\nlive", Assert.Single(github.Server.World.Comments.All).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bots_comment_is_found_among_hundreds()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var pull = await github.OpenPullRequestAsync("1.1.0");
        for (var number = 0; number < 250; number++)
        {
            await github.Server.People.CommentAsync(
                github.Repository, pull.Number, github.Owner, $"chatter {number}", Cancellation);
        }

        await ReportAsync(github, Samples.Comment(pull.Number, "on its way"));
        github.Posted.Clear();
        await ReportAsync(github, Samples.Comment(pull.Number, "live"));

        Assert.Equal(251, github.Server.World.Comments.All.Count());
        Assert.EndsWith("\nlive", github.Server.World.Comments.All.Last().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_comment_that_is_too_long_is_cut_and_still_found_again()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var pull = await github.OpenPullRequestAsync("1.1.0");
        var report = Samples.Comment(pull.Number, string.Concat(Enumerable.Repeat("😀", 50_000)));

        await ReportAsync(github, report);
        github.Posted.Clear();
        await ReportAsync(github, report);

        var body = Assert.Single(github.Server.World.Comments.All).Body;
        Assert.InRange(Encoding.UTF8.GetByteCount(body), 59_990, 60_000);
        Assert.EndsWith("… cut: the rest is longer than GitHub takes.", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_who_report_the_same_comment_at_once_make_one()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var pull = await github.OpenPullRequestAsync("1.1.0");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(
            number => ReportAsync(github, Samples.Comment(pull.Number, $"state {number}"))));

        Assert.Single(github.Server.World.Comments.All);
    }

    [Theory]
    [InlineData("a --> b")]
    [InlineData("a\nb")]
    public async Task A_key_that_would_leave_the_hidden_mark_is_a_bug(string key)
    {
        await using var github = await SandboxedGitHub.StartAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => ReportAsync(github, new CommentReport(1, key, "text")));
    }

    [Fact]
    public async Task A_reaction_to_a_deleted_comment_is_not_owed_any_more()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var report = Samples.Of(reaction: new ReactionReport(4711, Reaction.Eyes));
        await github.Reporter.ReportAsync(github.Reference, report, Cancellation);
        var before = github.Server.Limits.Report.Requests;

        await github.Reporter.ReportAsync(github.Reference, report, Cancellation);

        Assert.Equal(before, github.Server.Limits.Report.Requests);
    }

    [Theory]
    [InlineData(Reaction.Eyes, "eyes")]
    [InlineData(Reaction.Rocket, "rocket")]
    [InlineData(Reaction.ThumbsDown, "-1")]
    [InlineData(Reaction.Confused, "confused")]
    public async Task Each_reaction_has_GitHubs_word(Reaction reaction, string word)
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var pull = await github.OpenPullRequestAsync("1.1.0");
        var command = await github.Server.People.CommentAsync(
            github.Repository, pull.Number, github.Owner, "/status", Cancellation);

        await github.Reporter.ReportAsync(
            github.Reference, Samples.Of(reaction: new ReactionReport(command.Id, reaction)), Cancellation);

        Assert.Equal(word, Assert.Single(github.Server.World.Reactions.All).Content);
    }

    private static Task ReportAsync(SandboxedGitHub github, CommentReport comment) =>
        github.Reporter.ReportAsync(github.Reference, Samples.Of(comment: comment), Cancellation);
}
