using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Access;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;
using Microsoft.Extensions.DependencyInjection;

namespace ContinuousDeploy.Tests.GitHub;

public sealed class RepositoriesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_repository_is_described()
    {
        await using var github = await SandboxedGitHub.StartAsync();

        var facts = await github.Repositories.FindAsync(github.Reference, Cancellation);

        Assert.Equal(
            new RepositoryFacts(
                github.Reference, "main", new Uri(github.Server.Url, "/acme/environments.git"), Archived: false),
            facts);
    }

    [Fact]
    public async Task A_repository_is_found_by_its_id_whatever_it_was_called()
    {
        await using var github = await SandboxedGitHub.StartAsync();

        var facts = await github.Repositories.FindAsync(
            github.Reference with { Owner = "before", Name = "the-rename" }, Cancellation);

        Assert.Equal(github.Reference, facts?.Reference);
    }

    [Fact]
    public async Task A_repository_out_of_reach_is_not_found()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        await github.Server.Setup.SelectAsync(github.Installation, [], Cancellation);

        Assert.Null(await github.Repositories.FindAsync(github.Reference, Cancellation));
        await Assert.ThrowsAsync<GitHubUnavailableException>(
            () => github.Repositories.GitTokenAsync(github.Reference, Cancellation));
    }

    [Fact]
    public async Task After_the_app_was_removed_nothing_is_found()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        await github.Repositories.FindAsync(github.Reference, Cancellation);
        await github.Server.Setup.UninstallAsync(github.Installation, Cancellation);

        Assert.Null(await github.Repositories.FindAsync(github.Reference, Cancellation));
        Assert.Empty(await github.Repositories.ListAsync(Cancellation));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task Only_the_installations_that_are_named_are_listed(int other, bool listed)
    {
        await using var github = await SandboxedGitHub.StartAsync();
        await using var bot = github.Connect(("GitHub:Installations:0", $"{github.Installation.Id + other}"));

        var repositories = await bot.GetRequiredService<IRepositories>().ListAsync(Cancellation);

        Assert.Equal(listed, repositories.Contains(github.Reference));
    }

    [Fact]
    public async Task All_repositories_of_all_installations_are_listed()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var octocat = await github.Server.Setup.CreateUserAsync("octocat", Cancellation);
        var fork = await github.Server.People.ForkAsync(github.Repository, octocat, Cancellation);
        var installation = await github.Server.Setup.InstallAsync(github.App, octocat, [fork], Cancellation);

        Assert.Equal(
            [github.Reference, new RepositoryReference(fork.Id, installation.Id, "octocat", "environments")],
            (await github.Repositories.ListAsync(Cancellation)).OrderBy(repository => repository.Id));
    }

    [Fact]
    public async Task A_pull_request_is_described_before_and_after_its_merge()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var pull = await github.OpenPullRequestAsync("1.1.0");

        var open = await github.Repositories.FindPullRequestAsync(github.Reference, pull.Number, Cancellation);
        var commit = (await github.Server.People.MergeAsync(
            pull, github.Owner, MergeRequest.Plain, Cancellation)).Value;
        var merged = await github.Repositories.FindPullRequestAsync(github.Reference, pull.Number, Cancellation);

        var expected = new PullRequestFacts(
            pull.Number,
            "Take 1.1.0",
            "acme",
            new CommitSha(pull.HeadSha),
            "main",
            Open: true,
            FromFork: false,
            MergeCommit: null,
            new Uri(github.Server.Url, $"/acme/environments/pull/{pull.Number}"));
        Assert.Equal(expected, open);
        Assert.Equal(expected with { Open = false, MergeCommit = new CommitSha(commit) }, merged);
        Assert.Null(await github.Repositories.FindPullRequestAsync(github.Reference, 99, Cancellation));
    }

    [Fact]
    public async Task Open_pull_requests_come_newest_first_and_merged_ones_by_their_commit()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var one = await github.OpenPullRequestAsync("1.1.0");
        var two = await github.OpenPullRequestAsync("1.2.0");
        var three = await github.OpenPullRequestAsync("1.3.0");
        var commit = (await github.Server.People.MergeAsync(one, github.Owner, MergeRequest.Plain, Cancellation)).Value;

        var open = await github.Repositories.OpenPullRequestsAsync(github.Reference, "main", Cancellation);
        var merged = await github.Repositories.PullRequestsOfAsync(
            github.Reference, new CommitSha(commit), Cancellation);

        Assert.Equal([three.Number, two.Number], open.Select(pull => pull.Number));
        Assert.Equal([one.Number], merged.Select(pull => pull.Number));
        Assert.Empty(await github.Repositories.PullRequestsOfAsync(github.Reference, github.First, Cancellation));
        Assert.Empty(await github.Repositories.OpenPullRequestsAsync(github.Reference, "other", Cancellation));
    }

    [Fact]
    public async Task A_pull_request_from_a_fork_is_known_as_one()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var octocat = await github.Server.Setup.CreateUserAsync("octocat", Cancellation);
        await github.Server.Setup.SetRoleAsync(github.Repository, octocat, Role.Read, Cancellation);
        var fork = await github.Server.People.ForkAsync(github.Repository, octocat, Cancellation);
        await github.Server.People.PushAsync(
            fork, octocat, "mine", "Mine", [new(SandboxedGitHub.PinFile, "version: 6.6.6\n")], Cancellation);
        var pull = await github.Server.People.OpenPullRequestAsync(
            github.Repository, octocat, new NewPullRequest("Mine", "octocat:mine", "main", "", false), Cancellation);

        var facts = await github.Repositories.FindPullRequestAsync(github.Reference, pull.Number, Cancellation);

        Assert.True(facts?.FromFork);
        Assert.Equal("octocat", facts?.Author);
    }

    [Theory]
    [InlineData(Role.None, RepositoryRole.None)]
    [InlineData(Role.Read, RepositoryRole.Read)]
    [InlineData(Role.Triage, RepositoryRole.Triage)]
    [InlineData(Role.Write, RepositoryRole.Write)]
    [InlineData(Role.Maintain, RepositoryRole.Maintain)]
    [InlineData(Role.Admin, RepositoryRole.Admin)]
    public async Task A_persons_role_is_asked_for(Role role, RepositoryRole permission)
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var octocat = await github.Server.Setup.CreateUserAsync("octocat", Cancellation);
        await github.Server.Setup.SetRoleAsync(github.Repository, octocat, role, Cancellation);

        Assert.Equal(
            permission, await github.Repositories.PermissionOfAsync(github.Reference, "octocat", Cancellation));
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("continuous-deploy[bot]")]
    [InlineData("../../../user")]
    [InlineData("octocat/permission?x=")]
    [InlineData("")]
    public async Task Strangers_bots_and_what_is_no_login_may_nothing(string login)
    {
        await using var github = await SandboxedGitHub.StartAsync();

        Assert.Equal(
            RepositoryRole.None, await github.Repositories.PermissionOfAsync(github.Reference, login, Cancellation));
    }

    [Theory]
    [InlineData("""{"permission":"write","role_name":"release-captain"}""", RepositoryRole.Write)]
    [InlineData("""{"permission":"admin"}""", RepositoryRole.Admin)]
    [InlineData("""{"permission":"everything","role_name":"god"}""", RepositoryRole.None)]
    [InlineData("{}", RepositoryRole.None)]
    public async Task A_role_of_an_organisations_own_counts_as_what_it_builds_on(string body, RepositoryRole permission)
    {
        await using var stub = await StubGitHub.StartAsync(Answers.Json(body));

        Assert.Equal(
            permission, await stub.Repositories.PermissionOfAsync(StubGitHub.Repository, "octocat", Cancellation));
    }

    [Theory]
    [InlineData("acme/sre", "octocat", true)]
    [InlineData("acme/sre", "stranger", false)]
    [InlineData("acme/none", "octocat", false)]
    [InlineData("other/sre", "octocat", false)]
    [InlineData("sre", "octocat", false)]
    [InlineData("acme/../../sre", "octocat", false)]
    [InlineData("acme/sre", "octocat/../x", false)]
    public async Task Members_of_a_team_are_known(string team, string login, bool member)
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var octocat = await github.Server.Setup.CreateUserAsync("octocat", Cancellation);
        await github.Server.Setup.CreateUserAsync("stranger", Cancellation);
        await github.Server.Setup.CreateTeamAsync(github.Owner, "sre", [octocat], Cancellation);

        Assert.Equal(
            member, await github.Repositories.IsTeamMemberAsync(github.Reference, team, login, Cancellation));
    }

    [Theory]
    [InlineData("active", true)]
    [InlineData("pending", false)]
    public async Task Only_an_active_member_of_a_team_counts(string state, bool member)
    {
        await using var stub = await StubGitHub.StartAsync(
            Answers.Json($$"""{"url":"https://x.test/","role":"member","state":"{{state}}"}"""));

        Assert.Equal(
            member,
            await stub.Repositories.IsTeamMemberAsync(StubGitHub.Repository, "acme/sre", "octocat", Cancellation));
    }

    [Fact]
    public async Task A_comment_is_read_as_it_stands()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var pull = await github.OpenPullRequestAsync("1.1.0");
        var comment = await github.Server.People.CommentAsync(
            github.Repository, pull.Number, github.Owner, "/rollback", Cancellation);
        var before = await github.Repositories.FindCommentAsync(github.Reference, comment.Id, Cancellation);

        github.Time.Advance(TimeSpan.FromMinutes(1));
        await github.Server.People.EditCommentAsync(comment, github.Owner, "/deploy", Cancellation);
        var after = await github.Repositories.FindCommentAsync(github.Reference, comment.Id, Cancellation);
        await github.Server.People.DeleteCommentAsync(comment, github.Owner, Cancellation);

        Assert.Equal(new CommentFacts(comment.Id, "acme", "/rollback", Edited: false), before);
        Assert.Equal(new CommentFacts(comment.Id, "acme", "/deploy", Edited: true), after);
        Assert.Null(await github.Repositories.FindCommentAsync(github.Reference, comment.Id, Cancellation));
    }
}
