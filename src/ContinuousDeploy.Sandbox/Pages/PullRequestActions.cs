using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.Pages;

/// <summary>The forms of a pull request's page.</summary>
public sealed class PullRequestActions(PageActions actions)
{
    public void Map(IEndpointRouteBuilder repository, PageEndpoints pages)
    {
        var pull = repository.MapGroup("/pull/{number:int}");
        pull.MapPost("/comments", (HttpContext http, int number) => DoAsync(
            pages, http, number, (visit, found, form) =>
                actions.CommentAsync(visit, found, form["body"].ToString(), CancellationToken.None)));
        pull.MapPost("/merge", (HttpContext http, int number) => DoAsync(
            pages, http, number, (visit, found, form) =>
                actions.MergeAsync(visit, found, form["method"].ToString(), form["head"], CancellationToken.None)));
        pull.MapPost("/close", (HttpContext http, int number) => DoAsync(
            pages, http, number, (visit, found, _) => actions.SetOpenAsync(visit, found, false, CancellationToken.None)));
        pull.MapPost("/reopen", (HttpContext http, int number) => DoAsync(
            pages, http, number, (visit, found, _) => actions.SetOpenAsync(visit, found, true, CancellationToken.None)));
    }

    /// <summary>Does it, and shows the pull request again: as it is now, or with the reason of the refusal.</summary>
    private static async Task<IResult> DoAsync(
        PageEndpoints pages,
        HttpContext http,
        int number,
        Func<RepositoryVisit, PullRequest, IFormCollection, Task<string?>> action)
    {
        if (pages.RepositoryOf(http) is not { } visit
            || visit.World.FindPullRequest(visit.Repository, number) is not { } pull)
        {
            return pages.NotFound(http);
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var refusal = await action(visit, pull, form);
        return refusal is null
            ? SeeOther.To($"{visit.Root}/pull/{number}")
            : await pages.ShowPullAsync(http, number, refusal);
    }
}
