using System.Collections.Immutable;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Access;
using ContinuousDeploy.GitHub.Authentication;
using ContinuousDeploy.GitHub.Transport;
using Octokit;

namespace ContinuousDeploy.GitHub;

/// <summary>Asks GitHub about repositories, pull requests, comments and people.</summary>
public sealed class Repositories(GitHubClients clients, GitHubTransport transport, Redaction redaction) : IRepositories
{
    public async Task<RepositoryFacts?> FindAsync(
        RepositoryReference repository, CancellationToken cancellationToken)
    {
        var client = clients.For(repository, TokenPurpose.Discover, CallPriority.Urgent, cancellationToken);

        // By its id: under the old name of a repository that was renamed, there may be another one by now.
        return await FoundAsync(() => client.Repository.Get(repository.Id)) is { } found
            ? new RepositoryFacts(
                Reference(found, repository.Installation),
                Answer.Branch(found.DefaultBranch),
                Answer.Address(found.CloneUrl),
                found.Archived)
            : null;
    }

    public async Task<ImmutableArray<RepositoryReference>> ListAsync(CancellationToken cancellationToken)
    {
        var installations = await AnsweredAsync(() => clients.AsApp(cancellationToken)
            .GitHubApps.GetAllInstallationsForCurrent(GitHubClients.Pages));
        var repositories = ImmutableArray.CreateBuilder<RepositoryReference>();
        foreach (var installation in installations.Where(installation => installation.SuspendedAt is null))
        {
            var client = clients.ForAll(installation.Id, cancellationToken);

            // Null: removed since the list was made.
            if (await FoundAsync(() => client.GitHubApps.Installation.GetAllRepositoriesForCurrent(GitHubClients.Pages))
                is { } visible)
            {
                repositories.AddRange(visible.Repositories.Select(found => Reference(found, installation.Id)));
            }
        }

        return repositories.DrainToImmutable();
    }

    public async Task<PullRequestFacts?> FindPullRequestAsync(
        RepositoryReference repository, int number, CancellationToken cancellationToken) =>
        await FoundAsync(() => Asking(repository, cancellationToken).PullRequest.Get(
            repository.Owner, repository.Name, number)) is { } found
            ? Facts(found)
            : null;

    public async Task<ImmutableArray<PullRequestFacts>> OpenPullRequestsAsync(
        RepositoryReference repository, string baseBranch, CancellationToken cancellationToken)
    {
        var open = await AnsweredAsync(() => Asking(repository, cancellationToken).PullRequest.GetAllForRepository(
            repository.Owner,
            repository.Name,
            new PullRequestRequest
            {
                State = ItemStateFilter.Open,
                Base = baseBranch,
                SortProperty = PullRequestSort.Created,
                SortDirection = SortDirection.Descending,
            },
            GitHubClients.Pages));
        return [.. open.Select(Facts)];
    }

    public async Task<ImmutableArray<PullRequestFacts>> PullRequestsOfAsync(
        RepositoryReference repository, CommitSha commit, CancellationToken cancellationToken)
    {
        var client = Asking(repository, cancellationToken);
        var all = await FoundAsync(() => new ApiConnection(client.Connection).GetAll<PullRequest>(
            new Uri($"repos/{repository.Owner}/{repository.Name}/commits/{commit}/pulls", UriKind.Relative),
            GitHubClients.Pages));
        return [.. (all ?? []).Where(pull => pull.MergedAt is not null).Select(Facts)];
    }

    public async Task<RepositoryRole> PermissionOfAsync(
        RepositoryReference repository, string login, CancellationToken cancellationToken)
    {
        // An app has no role in a repository; and what is no login stands in no address.
        if (!GitHubName.IsValid(login))
        {
            return RepositoryRole.None;
        }

        var client = Asking(repository, cancellationToken);
        var answer = await FoundAsync(() => client.Repository.Collaborator.ReviewPermission(
            repository.Owner, repository.Name, login));
        return RoleOf(answer?.RoleName) ?? RoleOf(answer?.Permission) ?? RepositoryRole.None;
    }

    public async Task<bool> IsTeamMemberAsync(
        RepositoryReference repository, string team, string login, CancellationToken cancellationToken)
    {
        if (team.Split('/') is not [var organisation, var name]
            || !GitHubName.IsValid(organisation)
            || !GitHubName.IsValid(name)
            || !GitHubName.IsValid(login))
        {
            return false;
        }

        var client = clients.For(repository, TokenPurpose.AskTeams, CallPriority.Urgent, cancellationToken);
        var membership = await FoundAsync(() => new ApiConnection(client.Connection).Get<TeamMembershipDetails>(
            new Uri($"orgs/{organisation}/teams/{name}/memberships/{login}", UriKind.Relative)));
        return membership?.State.StringValue == "active";
    }

    public async Task<CommentFacts?> FindCommentAsync(
        RepositoryReference repository, long comment, CancellationToken cancellationToken) =>
        await FoundAsync(() => Asking(repository, cancellationToken).Issue.Comment.Get(
            repository.Owner, repository.Name, comment)) is { } found
            ? new CommentFacts(
                Answer.Id(found.Id), Answer.Login(found.User?.Login), found.Body ?? "", found.UpdatedAt > found.CreatedAt)
            : null;

    public async Task<string> GitTokenAsync(RepositoryReference repository, CancellationToken cancellationToken) =>
        await transport.Tokens.GetAsync(
            GitHubClients.Of(repository, TokenPurpose.Fetch), refused: null, cancellationToken)
        ?? throw new GitHubUnavailableException(
            $"The app is not installed on {repository}, or no longer. Install it there.", RefusalHandler.RightsRetry);

    private GitHubClient Asking(RepositoryReference repository, CancellationToken cancellationToken) =>
        clients.For(repository, TokenPurpose.Ask, CallPriority.Urgent, cancellationToken);

    private Task<T> AnsweredAsync<T>(Func<Task<T>> question) =>
        RefusalWords.UnexpectedAsync(question, redaction);

    private Task<T?> FoundAsync<T>(Func<Task<T>> question)
        where T : class =>
        AnsweredAsync(async () =>
        {
            try
            {
                return await question();
            }
            catch (NotFoundException)
            {
                return null;
            }
        });

    private static RepositoryReference Reference(Repository found, long installation) =>
        GitHubName.IsValid(found.Name)
            ? new RepositoryReference(Answer.Id(found.Id), installation, Answer.Login(found.Owner?.Login), found.Name)
            : throw new GitHubUnavailableException("GitHub's answer holds a repository without a usable name.", null);

    private static PullRequestFacts Facts(PullRequest pull) => new(
        (int)Answer.Id(pull.Number),
        pull.Title ?? "",
        Answer.Login(pull.User?.Login),
        Answer.Commit(pull.Head?.Sha),
        pull.Base?.Ref ?? "",
        pull.State.StringValue == "open",
        pull.Head?.Repository is null || pull.Head.Repository.Id != pull.Base?.Repository?.Id,
        pull.MergedAt is null ? null : Answer.Commit(pull.MergeCommitSha),
        Answer.Address(pull.HtmlUrl));

    // Organisations may define roles of their own: those count by the older field, which knows only these four.
    private static RepositoryRole? RoleOf(string? name) => name switch
    {
        "none" => RepositoryRole.None,
        "read" => RepositoryRole.Read,
        "triage" => RepositoryRole.Triage,
        "write" => RepositoryRole.Write,
        "maintain" => RepositoryRole.Maintain,
        "admin" => RepositoryRole.Admin,
        _ => null,
    };
}
