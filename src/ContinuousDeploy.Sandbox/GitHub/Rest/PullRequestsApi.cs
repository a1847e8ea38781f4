using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.Access;
using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Rest;

/// <summary>Pull requests.</summary>
public sealed class PullRequestsApi(Site site, PullRequests pullRequests, Merging merging)
{
    public void Map(ApiEndpoints endpoints)
    {
        Need read = Need.Read("pull_requests");
        Need write = Need.Write("pull_requests");
        const string one = "/pulls/{number}";
        endpoints.MapRepository("GET", "/pulls", read, List);
        endpoints.MapRepository("POST", "/pulls", write, CreateAsync);
        endpoints.MapRepository("GET", one, read, One((_, pull) => Task.FromResult(Get(pull))));
        endpoints.MapRepository("PATCH", one, write, One(EditAsync));
        endpoints.MapRepository("GET", $"{one}/files", read, One(FilesAsync));
        endpoints.MapRepository("GET", $"{one}/commits", read, One(CommitsAsync));
        endpoints.MapRepository("GET", $"{one}/reviews", read, One(ReviewsAsync));
        endpoints.MapRepository("GET", $"{one}/merge", read, One((_, pull) => Task.FromResult<Answer>(
            pull.MergedAt is null ? Refusal.NotFound : Answer.NoContent)));
        endpoints.MapRepository("PUT", $"{one}/merge", Need.Write("contents"), One(MergeAsync));
    }

    private Func<Call, Task<Answer>> One(Func<Call, PullRequest, Task<Answer>> handle) => async call =>
        site.World.FindPullRequest(call.Repository, (int)call.RouteId("number")) is { } pull
            ? await handle(call, pull)
            : Refusal.NotFound;

    private Answer Get(PullRequest pull) => Answer.Ok(site.Json.PullRequest(pull, merging.State(pull)));

    private Answer List(Call call)
    {
        string state = call.Query("state") ?? "open";
        if (state is not ("open" or "closed" or "all"))
        {
            return Refusal.Validation("PullRequest", "state", "invalid");
        }

        bool ascending = call.Query("direction") is { } direction
            ? direction == "asc"
            : call.Query("sort") is not (null or "created");
        IEnumerable<PullRequest> found = site.World.PullRequests.All
            .Where(pull => pull.Repository == call.Repository.Id)
            .Where(pull => state == "all" || pull.Open == (state == "open"))
            .Where(pull => call.Query("base") is not { } wanted || pull.BaseBranch == wanted)
            .Where(pull => call.Query("head") is not { } wanted || Label(pull) == wanted);
        IEnumerable<PullRequest> sorted = call.Query("sort") == "updated"
            ? found.OrderBy(pull => pull.UpdatedAt)
            : found;
        return call.Page(ascending ? sorted : sorted.Reverse(), site.Json.PullRequestSimple);
    }

    private string Label(PullRequest pull) =>
        $"{site.World.Accounts[site.World.Repositories[pull.HeadRepository].Owner].Login}:{pull.HeadBranch}";

    private async Task<Answer> CreateAsync(Call call)
    {
        Outcome<PullRequestBody> body = call.Body(RequestJson.Default.PullRequestBody);
        if (body.Why is { } wrong)
        {
            return wrong;
        }

        PullRequestBody asked = body.Value;
        if (asked.Head is null || asked.Base is null)
        {
            return Refusal.Missing(asked.Head is null ? "head" : "base");
        }

        Outcome<PullRequest> opened = await pullRequests.OpenAsync(
            call.Repository,
            call.Actor,
            new(asked.Title, asked.Head, asked.Base, asked.Body, asked.Draft ?? false),
            CancellationToken.None);
        return opened.Why is { } why ? why : Answer.Created(site.Json.PullRequest(opened.Value, null));
    }

    private async Task<Answer> EditAsync(Call call, PullRequest pull)
    {
        Outcome<PullRequestBody> body = call.Body(RequestJson.Default.PullRequestBody);
        if (body.Why is { } wrong)
        {
            return wrong;
        }

        PullRequestBody asked = body.Value;
        if (asked.State is not (null or "open" or "closed"))
        {
            return Refusal.Validation("PullRequest", "state", "invalid");
        }

        bool? open = asked.State is null ? null : asked.State == "open";
        Outcome<PullRequest> edited = await pullRequests.EditAsync(
            pull, call.Actor, asked.Title, asked.Body, asked.Base, open, CancellationToken.None);
        return edited.Why is { } why ? why : Get(edited.Value);
    }

    private async Task<Answer> MergeAsync(Call call, PullRequest pull)
    {
        Outcome<MergeBody> body = call.Body(RequestJson.Default.MergeBody);
        if (body.Why is { } wrong)
        {
            return wrong;
        }

        MergeBody asked = body.Value;
        if (!Enum.TryParse(asked.MergeMethod ?? "merge", true, out MergeMethod method))
        {
            return Refusal.Validation("PullRequest", "merge_method", "invalid");
        }

        Outcome<string> merged = await merging.MergeAsync(
            pull, call.Actor, new(method, asked.Sha, asked.CommitTitle, asked.CommitMessage), CancellationToken.None);
        return merged.Why is { } why
            ? why
            : Answer.Ok(new JsonObject
            {
                ["sha"] = merged.Value,
                ["merged"] = true,
                ["message"] = "Pull Request successfully merged",
            });
    }

    private async Task<Answer> FilesAsync(Call call, PullRequest pull)
    {
        BareRepository git = Site.Git(call.Repository);
        string from = await git.MergeBaseAsync(pull.BaseSha, pull.HeadSha, CancellationToken.None) ?? pull.BaseSha;
        return call.Page(
            await git.CompareAsync(from, pull.HeadSha, CancellationToken.None),
            file => site.Json.File(call.Repository, pull.HeadSha, file));
    }

    private async Task<Answer> CommitsAsync(Call call, PullRequest pull)
    {
        BareRepository git = Site.Git(call.Repository);
        List<JsonObject> commits = [];
        foreach (string sha in await git.CommitsAsync(pull.HeadSha, pull.BaseSha, 250, CancellationToken.None))
        {
            commits.Insert(0, site.Json.Commit(call.Repository, await git.CommitAsync(sha, CancellationToken.None)));
        }

        return call.Page(commits, commit => commit);
    }

    private Task<Answer> ReviewsAsync(Call call, PullRequest pull) => Task.FromResult(call.Page(
        site.World.Reviews.All.Where(review => review.PullRequest == pull.Id),
        review => site.Json.Review(review, inWebhook: false)));
}
