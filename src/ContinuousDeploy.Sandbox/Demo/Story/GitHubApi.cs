using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text.Json;

namespace ContinuousDeploy.Sandbox.Demo.Story;

/// <summary>A check run as the API shows it.</summary>
public sealed record SeenCheck(string Name, string Status, string? Conclusion, string? Title)
{
    public override string ToString() => $"{Name}: {Conclusion ?? Status}{(Title is null ? "" : $", “{Title}”")}";
}

/// <summary>A pull request as the API shows it.</summary>
public sealed record SeenPullRequest(
    int Number, string Title, string Body, string Branch, string Head, bool Merged, string? MergeCommit)
{
    public override string ToString() => $"#{Number} “{Title}”{(Merged ? ", merged" : "")}";
}

/// <summary>A comment as the API shows it.</summary>
public sealed record SeenComment(long Id, string Author, string Body)
{
    public bool IsByBot => Author.EndsWith("[bot]", StringComparison.Ordinal);

    /// <summary>The first line that people see, without the signs of Markdown.</summary>
    public string FirstLine => Body.Split('\n').Select(line => line.Trim())
        .FirstOrDefault(line => line.Length > 0 && !line.StartsWith("<!--", StringComparison.Ordinal))
        ?.Replace("**", "", StringComparison.Ordinal)
        .Replace("\\", "", StringComparison.Ordinal) ?? "";
}

/// <summary>The story's own eyes on GitHub: plain HTTP to the REST API with a person's token.</summary>
public sealed class GitHubApi : IDisposable
{
    private readonly HttpClient client;

    /// <param name="apiUrl">Ends with a slash.</param>
    /// <param name="repository"><c>owner/name</c>.</param>
    public GitHubApi(Uri apiUrl, string repository, string token)
    {
        client = new HttpClient
        {
            BaseAddress = new Uri(apiUrl, $"repos/{repository}/"),
            Timeout = TimeSpan.FromSeconds(10),
        };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("token", token);
        client.DefaultRequestHeaders.UserAgent.ParseAdd("continuous-deploy-story");
        client.DefaultRequestHeaders.Accept.ParseAdd("application/vnd.github+json");
    }

    public async Task<ImmutableArray<SeenPullRequest>> PullRequestsAsync(CancellationToken cancellationToken) =>
        [.. (await GetAsync("pulls?state=all&per_page=100", cancellationToken)).EnumerateArray().Select(PullRequest)];

    public async Task<SeenPullRequest> PullRequestAsync(int number, CancellationToken cancellationToken) =>
        PullRequest(await GetAsync($"pulls/{number}", cancellationToken));

    public async Task<ImmutableArray<SeenCheck>> ChecksAsync(string commit, CancellationToken cancellationToken) =>
        [.. (await GetAsync($"commits/{commit}/check-runs?per_page=100", cancellationToken))
            .GetProperty("check_runs").EnumerateArray().Select(run => new SeenCheck(
                run.GetProperty("name").GetString()!,
                run.GetProperty("status").GetString()!,
                run.GetProperty("conclusion").GetString(),
                run.GetProperty("output").GetProperty("title").GetString()))];

    public async Task<ImmutableArray<SeenComment>> CommentsAsync(int number, CancellationToken cancellationToken) =>
        [.. (await GetAsync($"issues/{number}/comments?per_page=100", cancellationToken)).EnumerateArray()
            .Select(comment => new SeenComment(
                comment.GetProperty("id").GetInt64(),
                comment.GetProperty("user").GetProperty("login").GetString()!,
                comment.GetProperty("body").GetString()!))];

    /// <summary>The reactions to a comment, in order: <c>eyes</c>, <c>rocket</c>, <c>confused</c>, …</summary>
    public async Task<ImmutableArray<string>> ReactionsAsync(long comment, CancellationToken cancellationToken) =>
        [.. (await GetAsync($"issues/comments/{comment}/reactions", cancellationToken)).EnumerateArray()
            .Select(reaction => reaction.GetProperty("content").GetString()!)];

    public async Task<int> DeploymentsAsync(CancellationToken cancellationToken) =>
        (await GetAsync("deployments?per_page=100", cancellationToken)).GetArrayLength();

    public void Dispose() => client.Dispose();

    private static SeenPullRequest PullRequest(JsonElement pull) => new(
        pull.GetProperty("number").GetInt32(),
        pull.GetProperty("title").GetString()!,
        pull.GetProperty("body").GetString() ?? "",
        pull.GetProperty("head").GetProperty("ref").GetString()!,
        pull.GetProperty("head").GetProperty("sha").GetString()!,
        pull.GetProperty("merged_at").ValueKind is not JsonValueKind.Null,
        pull.GetProperty("merge_commit_sha").GetString());

    private async Task<JsonElement> GetAsync(string address, CancellationToken cancellationToken)
    {
        using var answer = await client.GetAsync(address, cancellationToken);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        using var document = await JsonDocument.ParseAsync(body, default, cancellationToken);
        return document.RootElement.Clone();
    }
}
