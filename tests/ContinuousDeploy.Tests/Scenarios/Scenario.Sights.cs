using System.Text;
using ContinuousDeploy.Core;
using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.State;

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

    /// <summary>Every call of the bot that changed something at GitHub, in order: method and path.</summary>
    public IReadOnlyList<string> Changes =>
    [
        .. exchanges.Where(exchange => exchange.Method != "GET" && !exchange.Path.EndsWith("/access_tokens", StringComparison.Ordinal))
            .Select(ChangeOf),
    ];

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
