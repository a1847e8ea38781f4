using System.Net;
using System.Text;
using ContinuousDeploy.Core;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.State;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ContinuousDeploy.Tests.Scenarios;

/// <summary>What people see.</summary>
public sealed partial class Scenario
{
    /// <summary>The version the users of an environment get.</summary>
    public string? UsersGet(string environment) =>
        Traffic.InstanceOf(new StageName(environment, "storefront")) is { } instance ? Target.VersionOf(instance) : null;

    /// <summary>Pull requests that the bot has opened, oldest first.</summary>
    public IReadOnlyList<PullRequest> ByBot =>
        [.. github.World.PullRequests.All.Where(pull => pull.Author == app.Bot).OrderBy(pull => pull.Number)];

    public bool IsMerged(int pullRequest) => Pull(pullRequest).MergedAt is not null;

    /// <summary>The newest check run of a name on a pull request's head or, once it is merged, on the merge commit.</summary>
    public CheckRun Check(int pullRequest, string name)
    {
        var pull = Pull(pullRequest);
        var commit = pull.MergedAt is null || name == "plan" ? pull.HeadSha : pull.MergeCommit!;
        return Check(commit, name);
    }

    public CheckRun Check(string commit, string name) =>
        github.World.LatestCheckRunsOf(repository, commit).SingleOrDefault(run => run.Name == name)
        ?? throw new InvalidOperationException(
            $"{commit} has no check {name}, but: "
            + string.Join(", ", github.World.LatestCheckRunsOf(repository, commit).Select(run => run.Name)));

    /// <summary>All check runs on a merge commit as pages would show them, with duplicates if there were any.</summary>
    public IEnumerable<string> Checks(int pullRequest) =>
        github.World.CheckRunsOf(repository, Pull(pullRequest).MergeCommit!).Select(Show).Order(StringComparer.Ordinal);

    /// <summary>How many check runs of a name stand on a merge commit: more than one would be a duplicate.</summary>
    public int CheckCount(int pullRequest, string name) =>
        github.World.CheckRunsOf(repository, Pull(pullRequest).MergeCommit!).Count(run => run.Name == name);

    /// <summary>How many deployments GitHub shows of a merge commit.</summary>
    public int DeploymentCount(int pullRequest) =>
        github.World.Deployments.All.Count(deployment => deployment.Sha == Pull(pullRequest).MergeCommit);

    /// <summary>The bot's comments on a pull request, without their hidden markers.</summary>
    public IReadOnlyList<string> CommentsByBot(int pullRequest) =>
    [
        .. github.World.Comments.All
            .Where(comment => comment.Number == pullRequest && comment.Author == app.Bot)
            .Select(comment => comment.Body[(comment.Body.IndexOf("-->", StringComparison.Ordinal) + 3)..].Trim()),
    ];

    /// <summary>The sticky comment.</summary>
    public string StickyComment(int pullRequest) => CommentsByBot(pullRequest)[0];

    /// <summary>The reactions of the bot to a comment, in order.</summary>
    public IReadOnlyList<string> ReactionsTo(IssueComment comment) =>
        [.. github.World.Reactions.All.Where(reaction => reaction.Comment == comment.Id).Select(reaction => reaction.Content)];

    /// <summary>Everything that the bot answers to over HTTP: methods and path.</summary>
    public IReadOnlyList<string> Routes =>
    [
        .. bot.Services.GetServices<EndpointDataSource>()
            .SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Select(Show)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>What the bot's own page of numbers says to whoever asks, from this machine.</summary>
    public async Task<(HttpStatusCode Status, string Text)> MetricsAsync(params (string Name, string Value)[] headers)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(new Uri(bot.Urls.Single()), "/metrics"));
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var answer = await client.SendAsync(request, Cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    /// <summary>GitHub's log of the webhooks of a kind, oldest first: what it was told of each, and whether it sent it again.</summary>
    public IReadOnlyList<(int Status, bool Again)> Deliveries(string name) =>
    [
        .. github.Webhooks.Log.All.Where(delivery => delivery.Event == name && delivery.Result is not null)
            .Select(delivery => (delivery.Result!.StatusCode, delivery.Redelivery)),
    ];

    /// <summary>How often the bot has called a path, and with which answer where that matters.</summary>
    public int Calls(string method, string path, int? status = null) => exchanges.Count(exchange =>
        exchange.Method == method && exchange.Path.EndsWith(path, StringComparison.Ordinal)
        && (status is null || exchange.Status == status));

    /// <summary>Every call of the bot that changed something at GitHub, in order: method and path without the repository.</summary>
    public IReadOnlyList<string> Changes =>
    [
        .. exchanges.Where(exchange => exchange.Method != "GET" && !exchange.Path.EndsWith("/access_tokens", StringComparison.Ordinal))
            .Select(ChangeOf),
    ];

    /// <summary>How many turns the bot has saved, in all its streams.</summary>
    public async Task<long> TurnsAsync()
    {
        var ledger = bot.Services.GetRequiredService<ILedger>();
        var turns = 0L;
        foreach (var stream in await ledger.StreamsAsync("", Cancellation))
        {
            turns += (await ledger.LoadAsync(stream, Cancellation))!.Version;
        }

        return turns;
    }

    /// <summary>A file on the default branch, or null.</summary>
    public async Task<string?> FileAsync(string path)
    {
        var tip = await Git.BranchAsync("main", Cancellation);
        return await Git.EntryAsync(tip!, path, Cancellation) is { } entry
            ? Encoding.UTF8.GetString(await Git.BlobAsync(entry.Sha, Cancellation))
            : null;
    }

    public async Task<string> TipAsync() => (await Git.BranchAsync("main", Cancellation))!;

    private BareRepository Git => new(repository.Folder);

    private static string Show(RouteEndpoint route)
    {
        var methods = route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["ANY"];
        return $"{string.Join(' ', methods)} /{route.RoutePattern.RawText!.TrimStart('/')}";
    }

    /// <summary>A check run as a page would show it.</summary>
    public static string Show(CheckRun run)
    {
        var text = new StringBuilder($"{run.Name}: {run.Status} {run.Conclusion}\n{run.Output.Title}\n\n{run.Output.Summary}");
        foreach (var annotation in run.Annotations)
        {
            text.Append($"\n{annotation.Path}:{annotation.StartLine} {annotation.Level}: {annotation.Title}: {annotation.Message}");
        }

        return text.ToString();
    }
}
