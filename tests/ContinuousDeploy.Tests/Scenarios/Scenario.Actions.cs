using ContinuousDeploy.Sandbox.GitHub.Faults;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Tests.Scenarios;

/// <summary>
/// What people do. Each takes a minute, as it does for people, and returns once the bot has done all that it leads to.
/// </summary>
public sealed partial class Scenario
{
    private int branches;

    /// <summary>Opens a pull request that pins a version in an environment.</summary>
    public Task<int> OpenPinAsync(string environment, string version) => OpenAsync(
        $"Pin storefront {version} in {environment}",
        ($"environments/{environment}/storefront.yaml", SampleEnvironments.Pin(version)));

    /// <summary>Opens a pull request that changes files; null deletes one.</summary>
    public async Task<int> OpenAsync(string title, params (string Path, string? Text)[] files)
    {
        var branch = $"change-{++branches}";
        await PushAsync(branch, title, files);
        var asked = new NewPullRequest(title, branch, "main", "", false);
        var pull = await github.People.OpenPullRequestAsync(repository, Person("writer"), asked, Cancellation);
        await SettleAsync();
        await PassAsync(TimeSpan.FromMinutes(1));
        return pull.Number;
    }

    /// <summary>Commits files onto a branch and pushes.</summary>
    public async Task<string> PushAsync(string branch, string message, params (string Path, string? Text)[] files)
    {
        var commit = await github.People.PushAsync(
            repository,
            Person("writer"),
            branch,
            message,
            files.Select(file => KeyValuePair.Create(file.Path, file.Text)),
            Cancellation);
        await SettleAsync();
        await PassAsync(TimeSpan.FromMinutes(1));
        return commit;
    }

    /// <summary>Moves a branch to any commit, as <c>git push --force</c> does.</summary>
    public async Task ForcePushAsync(string branch, string commit)
    {
        await github.People.ForcePushAsync(repository, Person("owner"), branch, commit, Cancellation);
        await SettleAsync();
        await PassAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>Merges a pull request; returns the commit on the default branch.</summary>
    public async Task<string> MergeAsync(int pullRequest, MergeMethod method = MergeMethod.Merge)
    {
        var commit = (await github.People.MergeAsync(
            Pull(pullRequest), Person("writer"), MergeRequest.Plain with { Method = method }, Cancellation)).Value;
        await SettleAsync();
        await PassAsync(TimeSpan.FromMinutes(1));
        return commit;
    }

    /// <summary>Opens and merges a pull request that pins a version.</summary>
    public async Task<int> MergePinAsync(string environment, string version)
    {
        var pullRequest = await OpenPinAsync(environment, version);
        await MergeAsync(pullRequest);
        return pullRequest;
    }

    /// <summary>Writes a comment on a pull request.</summary>
    public async Task<IssueComment> CommentAsync(int pullRequest, string body, string by = "writer")
    {
        var comment = await github.People.CommentAsync(repository, pullRequest, Person(by), body, Cancellation);
        await SettleAsync();
        await PassAsync(TimeSpan.FromMinutes(1));
        return comment;
    }

    public async Task EditAsync(IssueComment comment, string body)
    {
        await github.People.EditCommentAsync(comment, Person("writer"), body, Cancellation);
        await SettleAsync();
        await PassAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>GitHub fails at its next calls: answers with a status, or with 0 does it and drops the answer.</summary>
    public void Fail(string method, int status, int times) => github.Faults.Add(new RequestFault(
        method,
        "/repos/*",
        status == 0 ? RequestFaultKind.DropAnswer : RequestFaultKind.Status,
        times,
        status,
        RetryAfter: status is 403 or 503 ? 60 : null));

    /// <summary>GitHub never sends its next webhooks of a kind.</summary>
    public void LoseWebhooks(string name, int times) =>
        github.Faults.Add(new WebhookFault(name, WebhookFaultKind.NeverSend, times));

    /// <summary>GitHub sends its next webhooks of a kind twice.</summary>
    public void DuplicateWebhooks(string name, int times) =>
        github.Faults.Add(new WebhookFault(name, WebhookFaultKind.Duplicate, times));

    public void HealGitHub() => github.Faults.Clear();

    private Account Person(string login) =>
        github.World.FindAccount(login) ?? throw new InvalidOperationException($"There is nobody called {login}.");

    private PullRequest Pull(int number) =>
        github.World.FindPullRequest(repository, number) ?? throw new InvalidOperationException($"There is no #{number}.");
}
