using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ContinuousDeploy.Sandbox.GitHub.Faults;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;
using ContinuousDeploy.Webhooks;

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

    /// <summary>Closes a pull request without merging it, and opens it again.</summary>
    public async Task CloseAndReopenAsync(int pullRequest)
    {
        foreach (var open in (bool[])[false, true])
        {
            await github.People.EditPullRequestAsync(
                Pull(pullRequest), Person("writer"), open: open, cancellationToken: Cancellation);
            await SettleAsync();
            await PassAsync(TimeSpan.FromMinutes(1));
        }
    }

    /// <summary>The ledger is gone, and the mark beside it. Only while there is no bot.</summary>
    public void DeleteLedger()
    {
        foreach (var file in folder.EnumerateFiles("ledger.db*"))
        {
            file.Delete();
        }
    }

    /// <summary>Merges a pull request while there is no bot that could notice.</summary>
    public async Task MergeWithoutBotAsync(int pullRequest)
    {
        await github.People.MergeAsync(Pull(pullRequest), Person("writer"), MergeRequest.Plain, Cancellation);
        await github.Webhooks.WhenDeliveredAsync(Cancellation);
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

    /// <summary>Writes a comment while there is no bot.</summary>
    public Task CommentWithoutBotAsync(int pullRequest, string body) =>
        github.People.CommentAsync(repository, pullRequest, Person("writer"), body, Cancellation);

    /// <summary>Says what a person may do from now on.</summary>
    public async Task SetRoleAsync(string login, Role role) =>
        repository = await github.Setup.SetRoleAsync(repository, Person(login), role, Cancellation);

    /// <summary>
    /// The webhook of a comment comes after all, or again under an id of its own; days late as far as the bot can tell.
    /// </summary>
    /// <param name="by">Whom it calls the author, and the owner of the repository.</param>
    public async Task DeliverLateAsync(IssueComment comment, string by = "writer")
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(new
        {
            action = "created",
            installation = new { id = github.World.Installations.All.Single().Id },
            repository = new { id = repository.Id, name = "environments", owner = new { login = "acme" } },
            issue = new { number = comment.Number, pull_request = new { url = "https://api.github.example/pulls/1" } },
            comment = new
            {
                id = comment.Id,
                body = comment.Body,
                user = new { login = by, type = "User" },
                author_association = "OWNER",
            },
        });
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(new Uri(bot.Urls.Single()), WebhookRegistration.Path))
        {
            Content = new ByteArrayContent(payload),
        };
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), payload));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-GitHub-Delivery", $"00000000-0000-4000-8000-{comment.Id:D12}");
        request.Headers.Add("X-GitHub-Event", "issue_comment");
        request.Headers.Add("X-Hub-Signature-256", $"sha256={signature}");
        using var answer = await client.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await SettleAsync();
    }

    public async Task EditAsync(IssueComment comment, string body)
    {
        await github.People.EditCommentAsync(comment, Person("writer"), body, Cancellation);
        await SettleAsync();
        await PassAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>GitHub fails at its next calls: answers with a status, or with 0 does it and drops the answer.</summary>
    public void Fail(string method, int status, int times, string path = "/repos/*") => github.Faults.Add(new RequestFault(
        method,
        path,
        status == 0 ? RequestFaultKind.DropAnswer : RequestFaultKind.Status,
        times,
        status,
        RetryAfter: status is 403 or 503 ? 60 : null));

    /// <summary>The bot's copies of what is in Git lose all but their beginnings.</summary>
    public void CutMirrors()
    {
        var packs = Directory.GetFiles(Path.Combine(folder.FullName, "mirrors"), "*.pack", SearchOption.AllDirectories);
        Assert.NotEmpty(packs);
        foreach (var pack in packs)
        {
            File.SetAttributes(pack, FileAttributes.Normal);
            using var file = File.OpenWrite(pack);
            file.SetLength(40);
        }
    }

    /// <summary>GitHub never sends its next webhooks of a kind.</summary>
    public void LoseWebhooks(string name, int times) =>
        github.Faults.Add(new WebhookFault(name, WebhookFaultKind.NeverSend, times));

    /// <summary>The proxy in front of the bot answers GitHub's next webhooks of a kind with 503.</summary>
    public void FailWebhooks(string name, int times) =>
        github.Faults.Add(new WebhookFault(name, WebhookFaultKind.Unavailable, times));

    /// <summary>GitHub fails at the app's own calls: answers with a status, or with 0 does it and drops the answer.</summary>
    public void FailAsApp(string method, string path, int status, int times) => github.Faults.Add(new RequestFault(
        method, path, status == 0 ? RequestFaultKind.DropAnswer : RequestFaultKind.Status, times, status));

    /// <summary>GitHub sends its next webhooks of a kind twice.</summary>
    public void DuplicateWebhooks(string name, int times) =>
        github.Faults.Add(new WebhookFault(name, WebhookFaultKind.Duplicate, times));

    public void HealGitHub() => github.Faults.Clear();

    private Account Person(string login) =>
        github.World.FindAccount(login) ?? throw new InvalidOperationException($"There is nobody called {login}.");

    private PullRequest Pull(int number) =>
        github.World.FindPullRequest(repository, number) ?? throw new InvalidOperationException($"There is no #{number}.");
}
