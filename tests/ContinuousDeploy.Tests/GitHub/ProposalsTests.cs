using System.Collections.Immutable;
using System.Text;
using ContinuousDeploy.Core;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Tests.GitHub;

public sealed class ProposalsTests
{
    private const string Branch = "continuous-deploy/revert/production/storefront/1.1.0";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A proposal that sets the pin back.</summary>
    public static Proposal Revert(SandboxedGitHub github, CommitSha? on = null, string version = "0.9.0") => new(
        Branch,
        github.Repository.DefaultBranch,
        on ?? github.First,
        ImmutableSortedDictionary<string, string?>.Empty.Add(SandboxedGitHub.PinFile, $"version: {version}\n"),
        "Go back to 0.9.0",
        "1.0.0 failed its smoke test.",
        "Go back to 0.9.0 in production",
        "Production is back on 0.9.0 already.");

    [Fact]
    public async Task A_proposal_is_one_signed_commit_and_one_pull_request()
    {
        await using var github = await SandboxedGitHub.StartAsync();

        var opened = Assert.IsType<ProposalOutcome.Opened>(await EnsureAsync(github, Revert(github)));

        var pull = Assert.Single(github.Server.World.PullRequests.All);
        Assert.Equal((opened.PullRequest, opened.Head.Value), (pull.Number, pull.HeadSha));
        Assert.Equal(("Go back to 0.9.0 in production", Branch), (pull.Title, pull.HeadBranch));
        var commit = await Site.Git(github.Repository).CommitAsync(pull.HeadSha, Cancellation);
        Assert.Equal([github.First.Value], commit.Parents);
        Assert.Equal("Go back to 0.9.0\n\n1.0.0 failed its smoke test.", commit.Message.TrimEnd());
        Assert.Equal("version: 0.9.0\n", await ReadAsync(github, pull.HeadSha));
    }

    [Fact]
    public async Task A_repeated_proposal_is_the_same_one()
    {
        await using var github = await SandboxedGitHub.StartAsync();

        var first = await EnsureAsync(github, Revert(github));
        var changes = github.Server.Limits.Report.ContentCreating;
        var second = await EnsureAsync(github, Revert(github));

        Assert.Equal(first, second);
        Assert.Equal(changes, github.Server.Limits.Report.ContentCreating);
    }

    [Fact]
    public async Task A_proposal_whose_text_has_changed_since_is_the_same_one()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var first = await EnsureAsync(github, Revert(github));

        // The time of a hold stands in the files: after a lost answer or a lost ledger it is another one.
        var later = Revert(github, version: "0.9.0 # since 12:05");
        Assert.Equal(first, await EnsureAsync(github, later));

        var another = later with { CommitBody = "Proposal: another" };
        Assert.IsType<ProposalOutcome.Refused>(await EnsureAsync(github, another));
    }

    [Fact]
    public async Task A_file_can_be_deleted()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var proposal = Revert(github) with
        {
            Files = ImmutableSortedDictionary<string, string?>.Empty
                .Add(SandboxedGitHub.PinFile, null)
                .Add("environments/production/flags.yaml", "flags: {}\n"),
        };

        var first = Assert.IsType<ProposalOutcome.Opened>(await EnsureAsync(github, proposal));

        var git = Site.Git(github.Repository);
        Assert.Null(await git.EntryAsync(first.Head.Value, SandboxedGitHub.PinFile, Cancellation));
        Assert.Equal(first, await EnsureAsync(github, proposal));
    }

    [Fact]
    public async Task A_proposal_that_a_person_closed_stays_closed()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var opened = Assert.IsType<ProposalOutcome.Opened>(await EnsureAsync(github, Revert(github)));
        await github.Server.People.ClosePullRequestAsync(
            Assert.Single(github.Server.World.PullRequests.All), github.Owner, Cancellation);

        Assert.Equal(new ProposalOutcome.Closed(opened.PullRequest), await EnsureAsync(github, Revert(github)));
        Assert.IsType<MergeOutcome.Refused>(await MergeAsync(github, opened));
    }

    [Fact]
    public async Task A_proposal_that_a_person_merged_is_merged_even_when_its_branch_is_gone()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var opened = Assert.IsType<ProposalOutcome.Opened>(await EnsureAsync(github, Revert(github)));
        var pull = Assert.Single(github.Server.World.PullRequests.All);
        var commit = (await github.Server.People.MergeAsync(
            pull, github.Owner, MergeRequest.Plain, Cancellation)).Value;
        await github.Server.People.DeleteBranchAsync(github.Repository, github.Owner, Branch, Cancellation);

        Assert.Equal(
            new ProposalOutcome.Merged(opened.PullRequest, new CommitSha(commit)),
            await EnsureAsync(github, Revert(github)));
        Assert.Equal(new MergeOutcome.Merged(new CommitSha(commit)), await MergeAsync(github, opened));
    }

    [Fact]
    public async Task A_branch_without_its_commit_gets_it()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        await github.Server.World.ChangeAsync(
            () => Site.Git(github.Repository).MoveAsync(
                $"refs/heads/{Branch}", BareRepository.NoCommit, github.First.Value, Cancellation),
            Cancellation);

        Assert.IsType<ProposalOutcome.Opened>(await EnsureAsync(github, Revert(github)));
    }

    [Theory]
    [InlineData("version: 6.6.6\n")]
    [InlineData("version: 0.9.0\n# and more\n")]
    public async Task A_branch_with_another_content_under_the_same_headline_is_not_adopted(string content)
    {
        await using var github = await SandboxedGitHub.StartAsync();
        await github.Server.People.PushAsync(
            github.Repository,
            github.Owner,
            Branch,
            "Go back to 0.9.0",
            [new(SandboxedGitHub.PinFile, content)],
            Cancellation);

        var refused = Assert.IsType<ProposalOutcome.Refused>(await EnsureAsync(github, Revert(github)));

        Assert.Contains("not the commit proposed here", refused.Reason, StringComparison.Ordinal);
        Assert.Empty(github.Server.World.PullRequests.All);
    }

    [Fact]
    public async Task A_branch_with_one_more_file_is_not_adopted()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        await github.Server.People.PushAsync(
            github.Repository,
            github.Owner,
            Branch,
            "Go back to 0.9.0",
            [new(SandboxedGitHub.PinFile, "version: 0.9.0\n"), new(".github/workflows/x.yaml", "on: push\n")],
            Cancellation);

        Assert.IsType<ProposalOutcome.Refused>(await EnsureAsync(github, Revert(github)));
    }

    [Fact]
    public async Task A_proposal_that_a_person_pushed_to_is_neither_opened_again_nor_merged()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var opened = Assert.IsType<ProposalOutcome.Opened>(await EnsureAsync(github, Revert(github)));
        await github.PushAsync(Branch, "6.6.6");

        Assert.IsType<ProposalOutcome.Refused>(await EnsureAsync(github, Revert(github)));
        var refused = Assert.IsType<MergeOutcome.Refused>(await MergeAsync(github, opened));

        Assert.Contains("changed after it was opened", refused.Reason, StringComparison.Ordinal);
        Assert.Equal("version: 1.0.0\n", await ReadAsync(github, github.Repository.DefaultBranch));
    }

    [Fact]
    public async Task A_commit_to_build_on_that_does_not_exist_is_refused()
    {
        await using var github = await SandboxedGitHub.StartAsync();

        var outcome = await EnsureAsync(github, Revert(github, new CommitSha(new string('1', 40))));

        Assert.Contains("no branch", Assert.IsType<ProposalOutcome.Refused>(outcome).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Merging_brings_the_content_to_the_default_branch()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var opened = Assert.IsType<ProposalOutcome.Opened>(await EnsureAsync(github, Revert(github)));

        var merged = Assert.IsType<MergeOutcome.Merged>(await MergeAsync(github, opened));

        Assert.Equal("version: 0.9.0\n", await ReadAsync(github, merged.Commit.Value));
        Assert.Equal(merged, await MergeAsync(github, opened));
    }

    [Fact]
    public async Task A_missing_required_check_is_waited_for()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        await ProtectAsync(github, BranchProtection.Requiring("plan"));
        var opened = Assert.IsType<ProposalOutcome.Opened>(await EnsureAsync(github, Revert(github)));

        var waiting = Assert.IsType<MergeOutcome.NotYet>(await MergeAsync(github, opened));
        await github.Reporter.ReportAsync(
            github.Reference, Samples.Of(Samples.Check(opened.Head, "plan")), Cancellation);

        Assert.Contains("plan", waiting.Reason, StringComparison.Ordinal);
        Assert.IsType<MergeOutcome.Merged>(await MergeAsync(github, opened));
    }

    [Fact]
    public async Task A_missing_approval_is_for_a_person()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        await ProtectAsync(github, new BranchProtection([], Strict: false, RequiredApprovals: 1));
        var opened = Assert.IsType<ProposalOutcome.Opened>(await EnsureAsync(github, Revert(github)));

        var refused = Assert.IsType<MergeOutcome.Refused>(await MergeAsync(github, opened));

        Assert.Contains("review", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conflict_is_for_a_person()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var opened = Assert.IsType<ProposalOutcome.Opened>(await EnsureAsync(github, Revert(github)));
        await github.PushAsync(github.Repository.DefaultBranch, "1.2.0");

        var refused = Assert.IsType<MergeOutcome.Refused>(await MergeAsync(github, opened));

        Assert.Contains("conflicts", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_is_nothing_to_merge_where_there_is_no_pull_request()
    {
        await using var github = await SandboxedGitHub.StartAsync();

        Assert.IsType<MergeOutcome.Refused>(await MergeAsync(github, new ProposalOutcome.Opened(99, github.First)));
    }

    [Fact]
    public async Task After_the_app_was_removed_nothing_can_be_proposed()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        await github.Server.Setup.UninstallAsync(github.Installation, Cancellation);

        await Assert.ThrowsAsync<GitHubUnavailableException>(() => EnsureAsync(github, Revert(github)));
    }

    private static Task<ProposalOutcome> EnsureAsync(SandboxedGitHub github, Proposal proposal) =>
        github.Proposals.EnsureAsync(github.Reference, proposal, Cancellation);

    private static Task<MergeOutcome> MergeAsync(SandboxedGitHub github, ProposalOutcome.Opened opened) =>
        github.Proposals.MergeAsync(github.Reference, opened.PullRequest, opened.Head, Cancellation);

    private static Task<Repository> ProtectAsync(SandboxedGitHub github, BranchProtection protection) =>
        github.Server.Setup.ProtectAsync(github.Repository, github.Repository.DefaultBranch, protection, Cancellation);

    private static async Task<string> ReadAsync(SandboxedGitHub github, string commit)
    {
        var git = Site.Git(github.Repository);
        var entry = await git.EntryAsync(commit, SandboxedGitHub.PinFile, Cancellation);
        return Encoding.UTF8.GetString(await git.BlobAsync(entry!.Sha, Cancellation));
    }
}
