using ContinuousDeploy.Core.Reports;
using ContinuousDeploy.GitHub;

namespace ContinuousDeploy.Tests.GitHub;

/// <summary>The answer to each call that changes something gets lost once; nothing is there twice afterwards.</summary>
public sealed class LostAnswerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST", "/app/installations/*/access_tokens")]
    [InlineData("POST", "*/check-runs")]
    [InlineData("PATCH", "*/check-runs/*")]
    [InlineData("POST", "*/issues/*/comments")]
    [InlineData("PATCH", "*/issues/comments/*")]
    [InlineData("POST", "*/deployments")]
    [InlineData("POST", "*/deployments/*/statuses")]
    [InlineData("POST", "*/issues/comments/*/reactions")]
    public async Task No_report_makes_an_object_twice(string method, string path)
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var pull = await github.OpenPullRequestAsync("1.1.0");
        var command = await github.Server.People.CommentAsync(
            github.Repository, pull.Number, github.Owner, "/deploy", Cancellation);
        var first = Samples.Of(
            Samples.Check(github.First) with { Conclusion = null, Annotations = Samples.Annotations(60) },
            Samples.Comment(pull.Number),
            Samples.Deployment(github.First),
            new ReactionReport(command.Id, Reaction.Eyes));
        var second = Samples.Of(
            Samples.Check(github.First) with { Annotations = Samples.Annotations(120) },
            Samples.Comment(pull.Number, "1.1.0 is live."),
            Samples.Deployment(github.First, DeploymentState.Success),
            new ReactionReport(command.Id, Reaction.Rocket));

        github.LoseAnswer(method, path);
        var lost = await RepeatAsync(github, first) + await RepeatAsync(github, second);

        Assert.Equal(1, lost);
        Assert.Equal(0, github.Server.Faults.Left);
        var world = github.Server.World;
        Assert.Equal(120, Assert.Single(world.CheckRuns.All).Annotations.Distinct().Count());
        Assert.Equal(120, Assert.Single(world.CheckRuns.All).Annotations.Length);
        var comment = Assert.Single(world.Comments.All, one => one.Id != command.Id);
        Assert.Contains("is live", comment.Body, StringComparison.Ordinal);
        Assert.Single(world.Deployments.All);
        Assert.Equal(["in_progress", "success"], world.DeploymentStatuses.All.Select(status => status.State));
        Assert.Equal(["eyes", "rocket"], world.Reactions.All.Select(reaction => reaction.Content));
    }

    [Theory]
    [InlineData("POST", "*/git/refs")]
    [InlineData("POST", "/graphql")]
    [InlineData("POST", "*/pulls")]
    [InlineData("PUT", "*/pulls/*/merge")]
    public async Task No_proposal_makes_an_object_twice(string method, string path)
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var proposal = ProposalsTests.Revert(github);

        github.LoseAnswer(method, path);
        var (opened, lost) = await RepeatAsync(() => github.Proposals.EnsureAsync(
            github.Reference, proposal, Cancellation));
        var open = Assert.IsType<ProposalOutcome.Opened>(opened);
        var (merged, lostAgain) = await RepeatAsync(() => github.Proposals.MergeAsync(
            github.Reference, open.PullRequest, open.Head, Cancellation));

        Assert.Equal(1, lost + lostAgain);
        var pull = Assert.Single(github.Server.World.PullRequests.All);
        Assert.Equal(1, pull.Comparison.Commits);
        Assert.Equal(pull.MergeCommit, Assert.IsType<MergeOutcome.Merged>(merged).Commit.Value);
        Assert.NotNull(pull.MergedAt);
    }

    private static async Task<int> RepeatAsync(SandboxedGitHub github, Report report)
    {
        var (_, lost) = await RepeatAsync(async () =>
        {
            await github.Reporter.ReportAsync(github.Reference, report, Cancellation);
            return true;
        });
        return lost;
    }

    private static async Task<(T Outcome, int Lost)> RepeatAsync<T>(Func<Task<T>> attempt)
    {
        for (var lost = 0; ; lost++)
        {
            try
            {
                return (await attempt(), lost);
            }
            catch (GitHubUnavailableException) when (lost < 2)
            {
                // What the runner does: again, later.
            }
        }
    }
}
