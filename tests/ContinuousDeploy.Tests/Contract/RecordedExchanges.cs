using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Reports;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.Sandbox.GitHub.Exchanges;
using ContinuousDeploy.Sandbox.GitHub.State;
using ContinuousDeploy.Tests.GitHub;
using Reaction = ContinuousDeploy.Core.Reports.Reaction;

namespace ContinuousDeploy.Tests.Contract;

/// <summary>Everything the bot ever asks GitHub, played once against the sandbox and recorded.</summary>
public sealed class RecordedExchanges : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("recorded-exchanges");

    public string File => Path.Combine(folder.FullName, "exchanges.jsonl");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        using var log = new ExchangeLog(File);
        await using var github = await SandboxedGitHub.StartAsync(log.Write);
        await AskAsync(github);
        await ReportAsync(github);
        await ProposeAsync(github);
        await LoseAnswersAsync(github);
    }

    public ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task AskAsync(SandboxedGitHub github)
    {
        var pull = await github.OpenPullRequestAsync("1.1.0");
        var comment = await github.Server.People.CommentAsync(
            github.Repository, pull.Number, github.Owner, "/status", Cancellation);
        await github.Repositories.ListAsync(Cancellation);
        await github.Repositories.FindAsync(github.Reference, Cancellation);
        await github.Repositories.FindAsync(github.Reference with { Id = 1 }, Cancellation);
        await github.Repositories.GitTokenAsync(github.Reference, Cancellation);
        await github.Repositories.FindPullRequestAsync(github.Reference, pull.Number, Cancellation);
        await github.Repositories.FindPullRequestAsync(github.Reference, pull.Number, Cancellation);
        await github.Repositories.FindPullRequestAsync(github.Reference, 99, Cancellation);
        await github.Repositories.OpenPullRequestsAsync(github.Reference, "main", Cancellation);
        await github.Repositories.PullRequestsOfAsync(github.Reference, new CommitSha(pull.HeadSha), Cancellation);
        await github.Repositories.PermissionOfAsync(github.Reference, github.Owner.Login, Cancellation);
        await github.Repositories.PermissionOfAsync(github.Reference, "nobody", Cancellation);
        var member = await github.Server.Setup.CreateUserAsync("octocat", Cancellation);
        await github.Server.Setup.CreateTeamAsync(github.Owner, "sre", [member], Cancellation);
        await github.Repositories.IsTeamMemberAsync(github.Reference, "acme/sre", "octocat", Cancellation);
        await github.Repositories.IsTeamMemberAsync(github.Reference, "acme/sre", "nobody", Cancellation);
        await github.Repositories.FindCommentAsync(github.Reference, comment.Id, Cancellation);
        await github.Repositories.FindCommentAsync(github.Reference, 1, Cancellation);
        await github.Repositories.CommentsSinceAsync(github.Reference, DateTimeOffset.UnixEpoch, Cancellation);
        await github.Repositories.OwnReactionsAsync(github.Reference, comment.Id, Cancellation);
        await github.Repositories.OwnReactionsAsync(github.Reference, 1, Cancellation);
    }

    private static async Task ReportAsync(SandboxedGitHub github)
    {
        var pull = await github.OpenPullRequestAsync("1.2.0");
        var command = await github.Server.People.CommentAsync(
            github.Repository, pull.Number, github.Owner, "/deploy", Cancellation);
        CheckConclusion?[] conclusions = [null, .. Enum.GetValues<CheckConclusion>()];
        foreach (var conclusion in conclusions)
        {
            var check = Samples.Check(github.First) with
            {
                Conclusion = conclusion,
                Annotations = Samples.Annotations(60),
                Title = $"{conclusion}",
            };
            await ReportAsync(github, Samples.Of(check, Samples.Comment(pull.Number, $"{conclusion}")));
        }

        foreach (var state in Enum.GetValues<DeploymentState>())
        {
            await ReportAsync(github, Samples.Of(deployment: Samples.Deployment(github.First, state)));
        }

        foreach (var reaction in Enum.GetValues<Reaction>())
        {
            await ReportAsync(github, Samples.Of(reaction: new ReactionReport(command.Id, reaction)));
        }

        github.Posted.Clear();
        await ReportAsync(github, Samples.Of(
            Samples.Check(github.First),
            Samples.Comment(pull.Number),
            Samples.Deployment(github.First),
            new ReactionReport(command.Id, Reaction.Rocket)));
    }

    private static async Task ProposeAsync(SandboxedGitHub github)
    {
        github.Time.Advance(TimeSpan.FromHours(1));
        var proposal = ProposalsTests.Revert(github);
        await github.Server.Setup.ProtectAsync(
            github.Repository, "main", BranchProtection.Requiring("plan"), Cancellation);
        var opened = (ProposalOutcome.Opened)await github.Proposals.EnsureAsync(
            github.Reference, proposal, Cancellation);
        await github.Proposals.MergeAsync(github.Reference, opened.PullRequest, github.First, Cancellation);
        await github.Proposals.MergeAsync(github.Reference, opened.PullRequest, opened.Head, Cancellation);
        await ReportAsync(github, Samples.Of(Samples.Check(opened.Head, "plan")));
        await github.Proposals.MergeAsync(github.Reference, opened.PullRequest, opened.Head, Cancellation);
        await github.Proposals.MergeAsync(github.Reference, opened.PullRequest, opened.Head, Cancellation);
        await github.Proposals.EnsureAsync(github.Reference, proposal, Cancellation);
        var nowhere = proposal with { Branch = "nowhere", On = new CommitSha(new string('1', 40)) };
        await github.Proposals.EnsureAsync(github.Reference, nowhere, Cancellation);
    }

    private static async Task LoseAnswersAsync(SandboxedGitHub github)
    {
        var proposal = ProposalsTests.Revert(github, version: "0.8.0") with { Branch = "lost" };
        github.LoseAnswer("POST", "/graphql");
        await Assert.ThrowsAsync<GitHubUnavailableException>(
            () => github.Proposals.EnsureAsync(github.Reference, proposal, Cancellation));
        await github.Proposals.EnsureAsync(github.Reference, proposal, Cancellation);
    }

    private static Task ReportAsync(SandboxedGitHub github, Report report) =>
        github.Reporter.ReportAsync(github.Reference, report, Cancellation);
}
