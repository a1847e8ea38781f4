using System.Collections.Immutable;
using ContinuousDeploy.GitHub;
using Octokit.Webhooks;
using Octokit.Webhooks.Events.CheckRun;
using Octokit.Webhooks.Events.CheckSuite;
using Octokit.Webhooks.Events.Installation;
using Octokit.Webhooks.Events.InstallationRepositories;
using Octokit.Webhooks.Events.IssueComment;
using Octokit.Webhooks.Events.PullRequest;
using RepositoryEvent = ContinuousDeploy.Stages.RepositoryEvent;

namespace ContinuousDeploy.Webhooks;

/// <summary>Makes hints of the payloads that concern us.</summary>
/// <remarks>
/// Events and actions are named by Octokit.Webhooks; the few values that count are read by hand. Its payload types
/// require every member that GitHub documents, and a <c>/rollback</c> must not be lost because an older Enterprise
/// Server leaves out an avatar's address.
/// </remarks>
public static class PayloadReader
{
    private const string Branches = "refs/heads/";

    /// <summary>
    /// Finds the reader of an event and its action; null where they do not concern us. The reader returns null where a
    /// value that counts is missing.
    /// </summary>
    public static Func<PayloadValue, ImmutableArray<RepositoryEvent>?>? Find(string name, string? action) =>
        (name, action) switch
        {
            (WebhookEventType.Push, _) => Push,
            (WebhookEventType.PullRequest, PullRequestActionValue.Opened or PullRequestActionValue.Reopened
                or PullRequestActionValue.Synchronize or PullRequestActionValue.Closed or PullRequestActionValue.Edited
                or PullRequestActionValue.ReadyForReview or PullRequestActionValue.ConvertedToDraft) => PullRequest,
            (WebhookEventType.IssueComment, IssueCommentActionValue.Created) => Comment,
            (WebhookEventType.CheckRun, CheckRunActionValue.Rerequested) =>
                payload => Check(payload, payload["check_run"]),
            (WebhookEventType.CheckSuite, CheckSuiteActionValue.Rerequested) =>
                payload => Check(payload, payload["check_suite"]),
            (WebhookEventType.Installation, InstallationActionValue.Created or InstallationActionValue.Unsuspend
                or InstallationActionValue.NewPermissionsAccepted) =>
                payload => Installed(payload, payload["repositories"]),
            (WebhookEventType.InstallationRepositories, InstallationRepositoriesActionValue.Added) =>
                payload => Installed(payload, payload["repositories_added"]),
            _ => null,
        };

    /// <summary>The installation that a payload came through; null for a webhook that is not the app's own.</summary>
    public static long? Installation(PayloadValue payload) => payload["installation"]["id"].Id;

    /// <summary>The repository a payload is about; null for an event of an account, or one that lacks a part.</summary>
    public static RepositoryReference? Repository(PayloadValue payload)
    {
        var repository = payload["repository"];
        return repository["id"].Id is { } id
            && Installation(payload) is { } installation
            && repository["owner"]["login"].Name is { } owner
            && repository["name"].Name is { } name
            && GitHubName.IsValid(owner)
            && GitHubName.IsValid(name)
                ? new RepositoryReference(id, installation, owner, name)
                : null;
    }

    private static ImmutableArray<RepositoryEvent>? Push(PayloadValue payload)
    {
        if (Repository(payload) is not { } repository
            || payload["ref"].Name is not { } reference
            || payload["after"].Name is null)
        {
            return null;
        }

        return reference.StartsWith(Branches, StringComparison.Ordinal)
            ? [new RepositoryEvent.BranchMoved(repository, reference[Branches.Length..])]
            : [];
    }

    private static ImmutableArray<RepositoryEvent>? PullRequest(PayloadValue payload) =>
        Repository(payload) is { } repository
        && payload["pull_request"].IsObject
        && payload["number"].Number is { } number
            ? [new RepositoryEvent.PullRequestChanged(repository, number)]
            : null;

    private static ImmutableArray<RepositoryEvent>? Comment(PayloadValue payload)
    {
        var (comment, issue) = (payload["comment"], payload["issue"]);
        return Repository(payload) is { } repository
            && issue["number"].Number is { } number
            && comment["id"].Id is { } id
            && comment["user"]["login"].Name is { } author
            && comment["body"].Text is { } body
                ?
                [
                    new RepositoryEvent.CommentWritten(
                        repository,
                        number,
                        id,
                        author,
                        ByBot: comment["user"]["type"].Text == "Bot",
                        OnPullRequest: issue["pull_request"].IsObject,
                        body),
                ]
                : null;
    }

    // A check of a merge commit names no pull request.
    private static ImmutableArray<RepositoryEvent>? Check(PayloadValue payload, PayloadValue check)
    {
        if (Repository(payload) is not { } repository || !check.IsObject)
        {
            return null;
        }

        var numbers = check["pull_requests"].Items.Select(pull => pull["number"].Number).OfType<int>().ToList();
        return numbers is []
            ? [new RepositoryEvent.LookAgain(repository)]
            : [.. numbers.Select(number => new RepositoryEvent.PullRequestChanged(repository, number))];
    }

    // Here a repository has no owner of its own, only its full name.
    private static ImmutableArray<RepositoryEvent>? Installed(PayloadValue payload, PayloadValue repositories)
    {
        var hints = ImmutableArray.CreateBuilder<RepositoryEvent>();
        foreach (var repository in repositories.Items)
        {
            if (Installation(payload) is not { } installation
                || repository["id"].Id is not { } id
                || repository["full_name"].Text?.Split('/') is not [var owner, var name]
                || !GitHubName.IsValid(owner)
                || !GitHubName.IsValid(name))
            {
                return null;
            }

            hints.Add(new RepositoryEvent.LookAgain(new RepositoryReference(id, installation, owner, name)));
        }

        return hints.ToImmutable();
    }
}
