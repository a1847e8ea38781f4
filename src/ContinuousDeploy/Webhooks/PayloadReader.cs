using System.Collections.Immutable;
using System.Text.Json;
using ContinuousDeploy.GitHub;
using Octokit.Webhooks.Events;
using Octokit.Webhooks.Models.CheckRunEvent;
using RepositoryEvent = ContinuousDeploy.Stages.RepositoryEvent;

namespace ContinuousDeploy.Webhooks;

/// <summary>
/// Reads the payloads that concern us with Octokit.Webhooks' types, and makes hints of them. A payload that parses can
/// still hold null where its type says it cannot: every member that counts is asked for.
/// </summary>
public static class PayloadReader
{
    private const string Branches = "refs/heads/";

    /// <summary>
    /// A reader of the event and action; null where they do not concern us. It returns null where a member that counts is
    /// missing, and throws what System.Text.Json throws.
    /// </summary>
    public static Func<JsonElement, PayloadOrigin, ImmutableArray<RepositoryEvent>?>? Find(string name, string? action) =>
        (name, action) switch
        {
            ("push", _) => Push,
            ("pull_request", "opened" or "reopened" or "synchronize" or "closed" or "edited" or "ready_for_review"
                or "converted_to_draft") => PullRequest,
            ("issue_comment", "created") => Comment,
            ("check_run", "rerequested") => CheckRun,
            ("check_suite", "rerequested") => CheckSuite,
            ("installation", "created" or "unsuspend" or "new_permissions_accepted") => Installation,
            ("installation_repositories", "added") => InstallationRepositories,
            _ => null,
        };

    private static ImmutableArray<RepositoryEvent>? Push(JsonElement payload, PayloadOrigin origin)
    {
        if (origin.Repository is not { } repository || payload.Deserialize<PushEvent>() is not { Ref: { } reference })
        {
            return null;
        }

        return reference.StartsWith(Branches, StringComparison.Ordinal)
            ? [new RepositoryEvent.BranchMoved(repository, reference[Branches.Length..])]
            : [];
    }

    private static ImmutableArray<RepositoryEvent>? PullRequest(JsonElement payload, PayloadOrigin origin) =>
        origin.Repository is { } repository
        && payload.Deserialize<PullRequestEvent>() is { PullRequest: not null, Number: > 0 and <= int.MaxValue } change
            ? [new RepositoryEvent.PullRequestChanged(repository, (int)change.Number)]
            : null;

    private static ImmutableArray<RepositoryEvent>? Comment(JsonElement payload, PayloadOrigin origin) =>
        origin.Repository is { } repository
        && payload.Deserialize<IssueCommentEvent>() is
        {
            Issue: { Number: > 0 and <= int.MaxValue } issue,
            Comment: { Id: > 0, Body: { } body, User: { Login: { } author } user } comment,
        }
            ?
            [
                new RepositoryEvent.CommentWritten(
                    repository,
                    (int)issue.Number,
                    comment.Id,
                    author,
                    ByBot: user.Type?.StringValue == "Bot",
                    OnPullRequest: issue.PullRequest is not null,
                    body),
            ]
            : null;

    private static ImmutableArray<RepositoryEvent>? CheckRun(JsonElement payload, PayloadOrigin origin) =>
        origin.Repository is { } repository && payload.Deserialize<CheckRunEvent>() is { CheckRun: { } check }
            ? Checked(repository, check.PullRequests)
            : null;

    private static ImmutableArray<RepositoryEvent>? CheckSuite(JsonElement payload, PayloadOrigin origin) =>
        origin.Repository is { } repository && payload.Deserialize<CheckSuiteEvent>() is { CheckSuite: { } suite }
            ? Checked(repository, suite.PullRequests)
            : null;

    // A check of a merge commit names no pull request.
    private static ImmutableArray<RepositoryEvent> Checked(
        RepositoryReference repository, IReadOnlyList<CheckRunPullRequest>? pullRequests) =>
        pullRequests is { Count: > 0 }
            ? [.. pullRequests.Select(pull => new RepositoryEvent.PullRequestChanged(repository, checked((int)pull.Number)))]
            : [new RepositoryEvent.LookAgain(repository)];

    private static ImmutableArray<RepositoryEvent>? Installation(JsonElement payload, PayloadOrigin origin) =>
        origin.Installation is { } installation && payload.Deserialize<InstallationEvent>() is { } installed
            ? Installed(installation, installed.Repositories?.Select(it => (it.Id, it.FullName)))
            : null;

    private static ImmutableArray<RepositoryEvent>? InstallationRepositories(JsonElement payload, PayloadOrigin origin) =>
        origin.Installation is { } installation
        && payload.Deserialize<InstallationRepositoriesEvent>() is { RepositoriesAdded: { } added }
            ? Installed(installation, added.Select(it => (it.Id, it.FullName)))
            : null;

    private static ImmutableArray<RepositoryEvent>? Installed(
        long installation, IEnumerable<(long Id, string FullName)>? repositories)
    {
        var hints = ImmutableArray.CreateBuilder<RepositoryEvent>();
        foreach (var (id, fullName) in repositories ?? [])
        {
            if (fullName?.Split('/') is not [{ Length: > 0 } owner, { Length: > 0 } name])
            {
                return null;
            }

            hints.Add(new RepositoryEvent.LookAgain(new RepositoryReference(id, installation, owner, name)));
        }

        return hints.ToImmutable();
    }
}
