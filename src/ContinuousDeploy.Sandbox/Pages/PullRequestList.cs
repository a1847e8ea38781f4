using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.Pages;

/// <summary>A repository's pull requests: open ones first, then the newest.</summary>
public static class PullRequestList
{
    public static Html Render(RepositoryVisit visit)
    {
        var pulls = visit.World.PullRequests.All
            .Where(pull => pull.Repository == visit.Repository.Id)
            .OrderByDescending(pull => pull.Open)
            .ThenByDescending(pull => pull.Number);

        return Layout.Page(visit, "pulls", "Pull requests", Html.Of(
            $"""
            <h1>Pull requests</h1>
            <p>Each says which version of an application belongs in which environment. Open one to see what merging it
            would do; merge it, and the bot does it. <a href="{visit.Root}/new">Propose a change</a> of your own.</p>
            {Parts.List(pulls.Select(pull => Row(visit, pull)), "There is none yet.")}
            """));
    }

    public static Html State(PullRequest pull) => pull switch
    {
        { MergedAt: not null } => Parts.State("merged", "merged"),
        { Open: false } => Parts.State("closed", "closed"),
        _ => Parts.State("open", "open"),
    };

    /// <summary>The commit whose checks count: the merge's once there is one, before it the head.</summary>
    public static string DecisiveCommit(PullRequest pull) => pull.MergedAt is null ? pull.HeadSha : pull.MergeCommit!;

    private static Html Row(RepositoryVisit visit, PullRequest pull) => Html.Of(
        $"""
        <li>{State(pull)}<span class="grow"><a href="{visit.Root}/pull/{pull.Number}"><b>{pull.Title}</b></a>
        <span class="quiet small">#{pull.Number} by {visit.NameOf(pull.Author)}</span></span>
        {CheckRuns.Summary(visit, DecisiveCommit(pull))}</li>
        """);
}
