using ContinuousDeploy.Core.Reports;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.Sandbox.GitHub.Faults;

namespace ContinuousDeploy.Tests.GitHub;

/// <summary>The sandbox counts what reaches it against GitHub's published limits.</summary>
public sealed class RateLimitTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Six_hundred_check_runs_break_no_limit_and_all_arrive()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var report = Report.Empty with
        {
            Checks = [.. Enumerable.Range(0, 600).Select(number => Samples.Check(github.First, $"stage {number}"))],
        };

        var waits = 0;
        while (await TryAsync(github, report) is { } wait)
        {
            waits++;
            Assert.InRange(wait, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
            github.Time.Advance(wait);
        }

        Assert.Equal(600, github.Server.World.CheckRuns.All.Count());
        Assert.Equal(600, github.Server.Limits.Report.ContentCreating);
        Assert.Empty(github.Server.Limits.Report.Breaches);
        Assert.InRange(waits, 8, 30);
    }

    [Fact]
    public async Task A_rollback_goes_through_when_progress_has_to_wait()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var progress = Report.Empty with
        {
            Checks =
            [
                .. Enumerable.Range(0, 100).Select(
                    number => Samples.Check(github.First, $"stage {number}") with { Conclusion = null }),
            ],
        };
        Assert.NotNull(await TryAsync(github, progress));

        var opened = Assert.IsType<ProposalOutcome.Opened>(await github.Proposals.EnsureAsync(
            github.Reference, ProposalsTests.Revert(github), Cancellation));
        var failure = Samples.Check(opened.Head) with { Conclusion = CheckConclusion.Failure };
        await github.Reporter.ReportAsync(github.Reference, Samples.Of(failure), Cancellation);

        Assert.IsType<MergeOutcome.Merged>(await github.Proposals.MergeAsync(
            github.Reference, opened.PullRequest, opened.Head, Cancellation));
        Assert.Empty(github.Server.Limits.Report.Breaches);
    }

    [Fact]
    public async Task After_GitHub_asked_to_wait_nothing_is_sent_before_the_time()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var report = Samples.Of(Samples.Check(github.First), deployment: Samples.Deployment(github.First));
        github.Server.Faults.Add(new RequestFault(
            "GET", "*/check-runs", RequestFaultKind.Status, Status: 403, RetryAfter: 120));

        Assert.Equal(TimeSpan.FromSeconds(120), await TryAsync(github, report));
        var before = github.Server.Limits.Report.Requests;
        github.Time.Advance(TimeSpan.FromSeconds(119));
        Assert.Equal(TimeSpan.FromSeconds(1), await TryAsync(github, report));

        Assert.Equal(before, github.Server.Limits.Report.Requests);
        github.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await TryAsync(github, report));
    }

    [Fact]
    public async Task Many_reports_at_once_stay_within_ten_calls_at_a_time()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var pulls = await github.OpenPullRequestAsync("1.1.0");

        await Task.WhenAll(Enumerable.Range(0, 200).Select(
            _ => github.Repositories.FindPullRequestAsync(github.Reference, pulls.Number, Cancellation)));

        Assert.InRange(github.Server.Limits.Report.MostConcurrent, 1, 10);
    }

    private static async Task<TimeSpan?> TryAsync(SandboxedGitHub github, Report report)
    {
        try
        {
            await github.Reporter.ReportAsync(github.Reference, report, Cancellation);
            return null;
        }
        catch (GitHubUnavailableException problem)
        {
            return problem.RetryAfter ?? throw new InvalidOperationException("No time to come back.", problem);
        }
    }
}
