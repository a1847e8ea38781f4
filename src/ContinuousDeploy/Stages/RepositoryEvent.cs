using ContinuousDeploy.GitHub;

namespace ContinuousDeploy.Stages;

/// <summary>
/// A hint that something happened in a repository: where to look, never what is true. Webhooks and the reconcile tick
/// both speak these.
/// </summary>
public abstract record RepositoryEvent(RepositoryReference Repository)
{
    /// <summary>A branch moved, was made or was deleted.</summary>
    public sealed record BranchMoved(RepositoryReference Repository, string Branch) : RepositoryEvent(Repository);

    /// <summary>A pull request was opened, reopened, pushed to, merged, closed, or got another base.</summary>
    public sealed record PullRequestChanged(RepositoryReference Repository, int PullRequest)
        : RepositoryEvent(Repository);

    /// <summary>A person or bot wrote a comment. The body is the webhook's; it is fetched again before it counts.</summary>
    /// <param name="OnPullRequest">False for a comment on an issue.</param>
    public sealed record CommentWritten(
        RepositoryReference Repository,
        int PullRequest,
        long Comment,
        string Author,
        bool ByBot,
        bool OnPullRequest,
        string Body) : RepositoryEvent(Repository);

    /// <summary>The app was installed on a repository, or may have missed something there: look at everything.</summary>
    public sealed record LookAgain(RepositoryReference Repository) : RepositoryEvent(Repository);
}

/// <summary>Takes hints. Handling one twice, late or out of order does no harm.</summary>
public interface IRepositoryEvents
{
    /// <summary>Returns once everything the hint led to has been saved.</summary>
    Task HandleAsync(RepositoryEvent hint, CancellationToken cancellationToken);
}
