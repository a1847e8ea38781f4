using ContinuousDeploy.Core.Reports;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.Sandbox.GitHub.Faults;

namespace ContinuousDeploy.Tests.GitHub;

public sealed class ReporterTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_report_is_shown_as_it_says()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var pull = await github.OpenPullRequestAsync("1.1.0");
        var command = await github.Server.People.CommentAsync(
            github.Repository, pull.Number, github.Owner, "/deploy", Cancellation);

        await github.Reporter.ReportAsync(github.Reference, Samples.Of(
            Samples.Check(github.First),
            Samples.Comment(pull.Number),
            Samples.Deployment(github.First),
            new ReactionReport(command.Id, Reaction.Rocket)), Cancellation);

        var world = github.Server.World;
        var run = Assert.Single(world.CheckRuns.All);
        Assert.Equal(("production / deploy", "completed", "success"), (run.Name, run.Status, run.Conclusion));
        Assert.Equal(("1.1.0 is live", "All checks passed."), (run.Output.Title, run.Output.Summary));
        var comment = Assert.Single(world.Comments.All, one => one.Id != command.Id);
        Assert.Equal("<!-- continuous-deploy: sticky -->\n1.1.0 is on its way.", comment.Body);
        var deployment = Assert.Single(world.Deployments.All);
        Assert.Equal((github.First.Value, "production"), (deployment.Sha, deployment.Environment));
        var status = Assert.Single(world.DeploymentStatuses.All);
        Assert.Equal(("in_progress", "https://shop.example/"), (status.State, status.EnvironmentUrl));
        Assert.Equal("rocket", Assert.Single(world.Reactions.All).Content);
        Assert.Equal(
            [
                $"check/{github.First}/production / deploy",
                $"comment/{pull.Number}/sticky",
                "deployment/rollout-1",
                $"reaction/{command.Id}/Rocket",
            ],
            github.Posted.Keys);
    }

    [Fact]
    public async Task A_report_that_is_already_shown_costs_no_call()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var report = Samples.Of(Samples.Check(github.First), deployment: Samples.Deployment(github.First));
        await github.Reporter.ReportAsync(github.Reference, report, Cancellation);
        var before = github.Server.Limits.Report.Requests;

        await github.Reporter.ReportAsync(github.Reference, report, Cancellation);

        Assert.Equal(before, github.Server.Limits.Report.Requests);
    }

    [Fact]
    public async Task Only_what_differs_is_written()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var one = Samples.Check(github.First, "one");
        var two = Samples.Check(github.First, "two");
        await github.Reporter.ReportAsync(
            github.Reference, Report.Empty with { Checks = [one, two] }, Cancellation);
        var before = github.Server.Limits.Report;

        var failed = two with { Conclusion = CheckConclusion.Failure, Title = "1.1.0 failed" };
        await github.Reporter.ReportAsync(
            github.Reference, Report.Empty with { Checks = [one, failed] }, Cancellation);

        Assert.Equal(before.Requests + 1, github.Server.Limits.Report.Requests);
        Assert.Equal(
            [("one", "success"), ("two", "failure")],
            github.Server.World.CheckRuns.All.Select(run => (run.Name, run.Conclusion!)));
    }

    [Fact]
    public async Task With_everything_forgotten_the_objects_are_found_again()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var pull = await github.OpenPullRequestAsync("1.1.0");
        var report = Samples.Of(
            Samples.Check(github.First) with { Annotations = Samples.Annotations(3) },
            Samples.Comment(pull.Number),
            Samples.Deployment(github.First));
        await github.Reporter.ReportAsync(github.Reference, report, Cancellation);

        github.Posted.Clear();
        await github.Reporter.ReportAsync(github.Reference, report, Cancellation);

        Assert.Equal(3, Assert.Single(github.Server.World.CheckRuns.All).Annotations.Length);
        Assert.Single(github.Server.World.Comments.All);
        Assert.Single(github.Server.World.Deployments.All);
        Assert.Single(github.Server.World.DeploymentStatuses.All);
    }

    [Fact]
    public async Task A_check_that_runs_again_is_in_progress_again()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var check = Samples.Check(github.First);
        await github.Reporter.ReportAsync(github.Reference, Samples.Of(check), Cancellation);

        await github.Reporter.ReportAsync(
            github.Reference, Samples.Of(check with { Conclusion = null }), Cancellation);

        var run = Assert.Single(github.Server.World.CheckRuns.All);
        Assert.Equal(("in_progress", null), (run.Status, run.Conclusion));
    }

    [Fact]
    public async Task What_one_object_suffers_does_not_stop_the_others()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var pull = await github.OpenPullRequestAsync("1.1.0");
        github.Server.Faults.Add(new RequestFault("POST", "*/check-runs", RequestFaultKind.Status, Status: 502));

        var problem = await Assert.ThrowsAsync<GitHubUnavailableException>(() => github.Reporter.ReportAsync(
            github.Reference,
            Samples.Of(Samples.Check(github.First), Samples.Comment(pull.Number), Samples.Deployment(github.First)),
            Cancellation));

        Assert.Contains("1 remain", problem.Message, StringComparison.Ordinal);
        Assert.Contains("'production / deploy'", problem.Message, StringComparison.Ordinal);
        Assert.Contains("502", problem.Message, StringComparison.Ordinal);
        Assert.Empty(github.Server.World.CheckRuns.All);
        Assert.Single(github.Server.World.Comments.All);
        Assert.Single(github.Server.World.DeploymentStatuses.All);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(422)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task After_any_refusal_the_next_attempt_brings_it(int status)
    {
        await using var github = await SandboxedGitHub.StartAsync();
        github.Server.Faults.Add(new RequestFault(
            "POST", "*/check-runs", RequestFaultKind.Status, Count: status == 401 ? 2 : 1, Status: status));
        var report = Samples.Of(Samples.Check(github.First));

        await Assert.ThrowsAsync<GitHubUnavailableException>(
            () => github.Reporter.ReportAsync(github.Reference, report, Cancellation));
        github.Time.Advance(TimeSpan.FromMinutes(2));
        await github.Reporter.ReportAsync(github.Reference, report, Cancellation);

        Assert.Single(github.Server.World.CheckRuns.All);
    }

    [Fact]
    public async Task A_secret_in_a_report_does_not_reach_GitHub()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var token = await github.Repositories.GitTokenAsync(github.Reference, Cancellation);
        var check = Samples.Check(github.First) with
        {
            Title = token,
            Summary = $"It said webhook-secret and {token}.",
        };

        await github.Reporter.ReportAsync(github.Reference, Samples.Of(check), Cancellation);

        var output = Assert.Single(github.Server.World.CheckRuns.All).Output;
        Assert.Equal("[redacted]", output.Title);
        Assert.Equal("It said [redacted] and [redacted].", output.Summary);
    }
}
