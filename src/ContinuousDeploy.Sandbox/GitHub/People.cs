using System.Collections.Immutable;
using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub;

/// <summary>
/// What people do at GitHub, in a browser or with Git. Each action takes effect as one step, then its webhooks are
/// sent.
/// </summary>
/// <remarks>What GitHub would refuse throws <see cref="RefusedException"/>, unless an outcome is returned.</remarks>
public sealed class People(
    Site site,
    RepositoryCreation creation,
    References references,
    PullRequests pullRequests,
    Merging merging,
    Comments comments,
    Checks checks)
{
    private World World => site.World;

    /// <summary>Makes a repository whose first commit holds the files of a folder.</summary>
    /// <param name="folder">A folder on this machine; folders named <c>.git</c> are left out.</param>
    public Task<Repository> CreateRepositoryAsync(
        Account owner, string name, string folder, bool isPrivate, CancellationToken cancellationToken) =>
        World.ChangeAsync(
            () => creation.FromFolderAsync(owner, name, folder, isPrivate, cancellationToken), cancellationToken);

    public Task<Repository> ForkAsync(Repository repository, Account owner, CancellationToken cancellationToken) =>
        World.ChangeAsync(() => creation.ForkAsync(repository, owner, cancellationToken), cancellationToken);

    /// <summary>Commits files onto a branch and pushes; a new branch begins at the default branch.</summary>
    /// <param name="files">New text by path; null deletes the file.</param>
    /// <returns>The new commit.</returns>
    public Task<string> PushAsync(
        Repository repository,
        Account by,
        string branch,
        string message,
        IEnumerable<KeyValuePair<string, string?>> files,
        CancellationToken cancellationToken) =>
        World.ChangeAsync(
            async () =>
            {
                Repository now = World.Repositories[repository.Id];
                BareRepository git = Site.Git(now);
                string? head = await git.BranchAsync(branch, cancellationToken);
                string on = head ?? (await git.BranchAsync(now.DefaultBranch, cancellationToken))!;
                string commit = await CommitAsync(git, by, on, message, files, cancellationToken);
                Outcome<GitRef> moved = head is null
                    ? await references.CreateAsync(
                        now, Actor.Person(by), $"refs/heads/{branch}", commit, cancellationToken)
                    : await references.MoveAsync(
                        now, Actor.Person(by), $"refs/heads/{branch}", commit, false, cancellationToken);
                return moved.Value.Sha;
            },
            cancellationToken);

    /// <summary>Replaces a branch by a commit, whatever it held.</summary>
    public Task<string> ForcePushAsync(
        Repository repository, Account by, string branch, string commit, CancellationToken cancellationToken) =>
        World.ChangeAsync(
            async () => (await references.MoveAsync(
                World.Repositories[repository.Id],
                Actor.Person(by),
                $"refs/heads/{branch}",
                commit,
                true,
                cancellationToken)).Value.Sha,
            cancellationToken);

    public Task<bool> DeleteBranchAsync(
        Repository repository, Account by, string branch, CancellationToken cancellationToken) =>
        World.ChangeAsync(
            async () => (await references.DeleteAsync(
                World.Repositories[repository.Id],
                Actor.Person(by),
                $"refs/heads/{branch}",
                cancellationToken)).Value,
            cancellationToken);

    public Task<PullRequest> OpenPullRequestAsync(
        Repository repository, Account by, NewPullRequest asked, CancellationToken cancellationToken) =>
        World.ChangeAsync(
            async () => (await pullRequests.OpenAsync(
                repository, Actor.Person(by), asked, cancellationToken)).Value,
            cancellationToken);

    /// <summary>Changes title, text or base where they are given; reopens or closes where asked.</summary>
    public Task<PullRequest> EditPullRequestAsync(
        PullRequest pull,
        Account by,
        string? title = null,
        string? body = null,
        string? newBase = null,
        bool? open = null,
        CancellationToken cancellationToken = default) =>
        World.ChangeAsync(
            async () => (await pullRequests.EditAsync(
                World.PullRequests[pull.Id], Actor.Person(by), title, body, newBase, open, cancellationToken)).Value,
            cancellationToken);

    public Task<PullRequest> ClosePullRequestAsync(
        PullRequest pull, Account by, CancellationToken cancellationToken) =>
        EditPullRequestAsync(pull, by, open: false, cancellationToken: cancellationToken);

    /// <summary>Merges; the outcome is the base branch's new commit, or GitHub's refusal.</summary>
    public Task<Outcome<string>> MergeAsync(
        PullRequest pull, Account by, MergeRequest asked, CancellationToken cancellationToken) =>
        World.ChangeAsync(
            () => merging.MergeAsync(World.PullRequests[pull.Id], Actor.Person(by), asked, cancellationToken),
            cancellationToken);

    /// <summary>Why a pull request cannot be merged now, in GitHub's words, or null.</summary>
    public string? WhyNotMergeable(PullRequest pull) =>
        merging.Blocked(World.Repositories[pull.Repository], World.PullRequests[pull.Id]);

    public Task<Issue> OpenIssueAsync(
        Repository repository, Account by, string title, string body, CancellationToken cancellationToken) =>
        World.ChangeAsync(
            () =>
            {
                int number = pullRequests.NextNumber(repository);
                return Task.FromResult(World.Issues.Add(id => new(
                    id, repository.Id, number, title, body, by.Id, true, World.Now, World.Now)));
            },
            cancellationToken);

    /// <param name="number">Of the issue or pull request.</param>
    public Task<IssueComment> CommentAsync(
        Repository repository, int number, Account by, string body, CancellationToken cancellationToken) =>
        World.ChangeAsync(
            () => Task.FromResult(comments.Create(repository, number, Actor.Person(by), body).Value),
            cancellationToken);

    public Task<IssueComment> EditCommentAsync(
        IssueComment comment, Account by, string body, CancellationToken cancellationToken) =>
        World.ChangeAsync(
            () => Task.FromResult(comments.Edit(World.Comments[comment.Id], Actor.Person(by), body).Value),
            cancellationToken);

    public Task<IssueComment> DeleteCommentAsync(
        IssueComment comment, Account by, CancellationToken cancellationToken) =>
        World.ChangeAsync(
            () =>
            {
                comments.Delete(World.Comments[comment.Id], Actor.Person(by));
                return Task.FromResult(comment);
            },
            cancellationToken);

    public Task<Review> ReviewAsync(
        PullRequest pull, Account by, ReviewState state, string body, CancellationToken cancellationToken) =>
        World.ChangeAsync(
            () =>
            {
                PullRequest now = World.PullRequests[pull.Id];
                Review review = World.Reviews.Add(id => new(
                    id, now.Id, by.Id, state, body, now.HeadSha, World.Now));
                Repository repository = World.Repositories[now.Repository];
                site.Events.Raise(repository, "pull_request_review", "submitted", by, new()
                {
                    ["review"] = site.Json.Review(review, inWebhook: true),
                    ["pull_request"] = site.Json.PullRequestSimple(now),
                });
                return Task.FromResult(review);
            },
            cancellationToken);

    /// <summary>Presses "Re-run" on a check run.</summary>
    public Task<CheckRun> RerequestCheckAsync(CheckRun run, Account by, CancellationToken cancellationToken) =>
        World.ChangeAsync(
            () =>
            {
                checks.Rerequest(World.CheckRuns[run.Id], Actor.Person(by));
                return Task.FromResult(run);
            },
            cancellationToken);

    /// <summary>Presses a button of a check run.</summary>
    public Task<CheckRun> PressAsync(
        CheckRun run, string identifier, Account by, CancellationToken cancellationToken) =>
        World.ChangeAsync(
            () => Task.FromResult(checks.RequestAction(World.CheckRuns[run.Id], Actor.Person(by), identifier).Value),
            cancellationToken);

    private async Task<string> CommitAsync(
        BareRepository git,
        Account by,
        string on,
        string message,
        IEnumerable<KeyValuePair<string, string?>> files,
        CancellationToken cancellationToken)
    {
        ImmutableArray<FileEdit> edits = [.. files.Select(file => new FileEdit(
            file.Key, file.Value is null ? null : BareRepository.Bytes(file.Value)))];
        string tree = await git.WriteTreeAsync(on, edits, cancellationToken);
        return await git.CommitTreeAsync(tree, [on], message, site.Author(by), site.Author(by), cancellationToken);
    }
}
