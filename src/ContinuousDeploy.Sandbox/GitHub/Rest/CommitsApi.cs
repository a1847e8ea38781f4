using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.Access;
using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.Json;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Rest;

/// <summary>Commits, what they changed and what belongs to them.</summary>
public sealed class CommitsApi(Site site, CheckRunsApi checks)
{
    private const int MostListed = 1_000;

    public void Map(ApiEndpoints endpoints)
    {
        endpoints.MapRepository("GET", "/commits", Need.Read("contents"), ListAsync);

        // A branch name may hold slashes, so that what stands behind it is only found from the end.
        endpoints.MapRepository("GET", "/commits/{**rest}", Need.Metadata, DispatchAsync);
    }

    private async Task<Answer> DispatchAsync(Call call)
    {
        string rest = call.Route("rest");
        (string suffix, Need need, Func<Call, string, Task<Answer>> handle)[] routes =
        [
            ("/check-runs", Need.Read("checks"), checks.ListAtAsync),
            ("/check-suites", Need.Read("checks"), checks.SuitesAtAsync),
            ("/pulls", Need.Read("pull_requests", "contents"), PullsAsync),
            ("", Need.Read("contents"), GetAsync),
        ];
        (string end, Need needed, Func<Call, string, Task<Answer>> run) =
            routes.First(route => rest.EndsWith(route.suffix, StringComparison.Ordinal));
        if (call.Caller.Denies(site.World, call.Repository, needed) is { } denied)
        {
            return denied;
        }

        string? sha = await Site.Git(call.Repository).ResolveAsync(rest[..^end.Length], CancellationToken.None);
        return sha is null
            ? new Refusal(422, $"No commit found for SHA: {rest[..^end.Length]}")
            : await run(call, sha);
    }

    private async Task<Answer> ListAsync(Call call)
    {
        BareRepository git = Site.Git(call.Repository);
        if (await git.ResolveAsync(call.Query("sha") ?? call.Repository.DefaultBranch, CancellationToken.None) is not { } from)
        {
            return Refusal.NotFound;
        }

        List<JsonObject> commits = [];
        foreach (string sha in await git.CommitsAsync(from, null, MostListed, CancellationToken.None))
        {
            commits.Add(site.Json.Commit(call.Repository, await git.CommitAsync(sha, CancellationToken.None)));
        }

        return call.Page(commits, commit => commit);
    }

    private async Task<Answer> GetAsync(Call call, string sha)
    {
        BareRepository git = Site.Git(call.Repository);
        Commit commit = await git.CommitAsync(sha, CancellationToken.None);
        ImmutableArray<FileChange> files = await git.CompareAsync(
            commit.Parents.FirstOrDefault() ?? BareRepository.NoTree, sha, CancellationToken.None);
        JsonObject made = site.Json.Commit(call.Repository, commit);
        made["stats"] = new JsonObject
        {
            ["total"] = files.Sum(file => file.Additions + file.Deletions),
            ["additions"] = files.Sum(file => file.Additions),
            ["deletions"] = files.Sum(file => file.Deletions),
        };
        made["files"] = Representations.Array(files.Select(file => site.Json.File(call.Repository, sha, file)));
        return Answer.Ok(made);
    }

    /// <summary>Merged pull requests that brought the commit in; before that, the open ones that hold it.</summary>
    private async Task<Answer> PullsAsync(Call call, string sha)
    {
        BareRepository git = Site.Git(call.Repository);
        List<PullRequest> found = [];
        foreach (PullRequest pull in site.World.PullRequests.All.Where(one => one.Repository == call.Repository.Id))
        {
            bool holds = pull.MergeCommit == sha
                || (await git.IsAncestorAsync(sha, pull.HeadSha, CancellationToken.None)
                    && !await git.IsAncestorAsync(sha, pull.BaseSha, CancellationToken.None));
            if (holds && (pull.Open || pull.MergedAt is not null))
            {
                found.Add(pull);
            }
        }

        return call.Page(found, site.Json.PullRequestSimple);
    }
}
