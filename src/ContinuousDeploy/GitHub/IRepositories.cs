using System.Collections.Immutable;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Access;
using ContinuousDeploy.Core.Comments;
using ContinuousDeploy.Core.Reports;

namespace ContinuousDeploy.GitHub;

/// <summary>Questions to GitHub about a repository, always answered freshly.</summary>
public interface IRepositories
{
    /// <summary>The repository's present owner, name and default branch; null where the installation cannot see it.</summary>
    /// <exception cref="GitHubUnavailableException"/>
    Task<RepositoryFacts?> FindAsync(RepositoryReference repository, CancellationToken cancellationToken);

    /// <summary>All repositories of all installations: what a start without webhooks begins from.</summary>
    /// <exception cref="GitHubUnavailableException"/>
    Task<ImmutableArray<RepositoryReference>> ListAsync(CancellationToken cancellationToken);

    /// <summary>One pull request, or null where there is none.</summary>
    /// <exception cref="GitHubUnavailableException"/>
    Task<PullRequestFacts?> FindPullRequestAsync(
        RepositoryReference repository, int number, CancellationToken cancellationToken);

    /// <summary>Open pull requests into a branch, newest first.</summary>
    /// <exception cref="GitHubUnavailableException"/>
    Task<ImmutableArray<PullRequestFacts>> OpenPullRequestsAsync(
        RepositoryReference repository, string baseBranch, CancellationToken cancellationToken);

    /// <summary>The merged pull requests that brought a commit to its branch.</summary>
    /// <exception cref="GitHubUnavailableException"/>
    Task<ImmutableArray<PullRequestFacts>> PullRequestsOfAsync(
        RepositoryReference repository, CommitSha commit, CancellationToken cancellationToken);

    /// <summary>What a person may do, from the collaborator permission endpoint; never from <c>author_association</c>.</summary>
    /// <exception cref="GitHubUnavailableException"/>
    Task<RepositoryRole> PermissionOfAsync(
        RepositoryReference repository, string login, CancellationToken cancellationToken);

    /// <summary>Whether a person is an active member of a team, written <c>organisation/team</c>.</summary>
    /// <exception cref="GitHubUnavailableException"/>
    Task<bool> IsTeamMemberAsync(
        RepositoryReference repository, string team, string login, CancellationToken cancellationToken);

    /// <summary>A comment as it stands now, or null where it was deleted.</summary>
    /// <exception cref="GitHubUnavailableException"/>
    Task<CommentFacts?> FindCommentAsync(
        RepositoryReference repository, long comment, CancellationToken cancellationToken);

    /// <summary>
    /// Comments on pull requests and issues that were written or edited since a time, oldest change first. Asked for the
    /// same time again, it costs none of GitHub's limit while there is nothing new.
    /// </summary>
    /// <exception cref="GitHubUnavailableException"/>
    Task<ImmutableArray<ListedComment>> CommentsSinceAsync(
        RepositoryReference repository, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>The bot's own reactions to a comment, of those it uses.</summary>
    /// <exception cref="GitHubUnavailableException"/>
    Task<ImmutableArray<Reaction>> OwnReactionsAsync(
        RepositoryReference repository, long comment, CancellationToken cancellationToken);

    /// <summary>What the bot's own deployment of a commit to an environment shows, or null where there is none.</summary>
    /// <param name="key">The key it was made with.</param>
    /// <exception cref="GitHubUnavailableException"/>
    Task<DeploymentFacts?> FindDeploymentAsync(
        RepositoryReference repository, CommitSha commit, string environment, string key, CancellationToken cancellationToken);

    /// <summary>A token that can read the repository's Git data, for a fetch.</summary>
    /// <exception cref="GitHubUnavailableException"/>
    Task<string> GitTokenAsync(RepositoryReference repository, CancellationToken cancellationToken);
}

/// <param name="CloneUrl">The address GitHub gives for fetching; its host is checked against the configured one.</param>
public sealed record RepositoryFacts(RepositoryReference Reference, string DefaultBranch, Uri CloneUrl, bool Archived);

/// <param name="MergeCommit">Null until it is merged.</param>
public sealed record PullRequestFacts(
    int Number,
    string Title,
    string Author,
    CommitSha Head,
    string BaseBranch,
    bool Open,
    bool FromFork,
    CommitSha? MergeCommit,
    Uri Page);

public sealed record CommentFacts(long Id, string Author, string Body, bool Edited);

/// <param name="State">What its newest status says.</param>
/// <param name="Description">The newest status in words. Ours, but anybody with the right may have added one.</param>
/// <param name="WasLive">Whether any status ever said success.</param>
public sealed record DeploymentFacts(DeploymentState State, string Description, bool WasLive);
