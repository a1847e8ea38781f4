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
            .ThenByDescending(pull => pull.Number)
            .ToArray();

        return Layout.Page(visit, "pulls", "Pull requests", Html.Of(
            $"""
            <h1>Pull requests</h1>
            <p>Each says which version of an application belongs in which environment. Open one to see what merging it
            would do; merge it, and the bot does it. <a href="{visit.Root}/new">Propose a change</a> of your own.</p>
            {(pulls.Length > 0 ? List(visit, pulls) : Html.Of($"<p class=\"quiet\">There is none yet.</p>"))}
            """));
    }

    public static Html State(PullRequest pull) => pull switch
    {
        { MergedAt: not null } => Html.Of($"<span class=\"state merged\">merged</span>"),
        { Open: false } => Html.Of($"<span class=\"state closed\">closed</span>"),
        _ => Html.Of($"<span class=\"state open\">open</span>"),
    };

    /// <summary>The commit whose checks count: the merge's once there is one, before it the head.</summary>
    public static string DecisiveCommit(PullRequest pull) => pull.MergedAt is null ? pull.HeadSha : pull.MergeCommit!;

    private static Html List(RepositoryVisit visit, PullRequest[] pulls) => Html.Of(
        $"""<ul class="list">{pulls.Select(pull => Row(visit, pull))}</ul>""");

    private static Html Row(RepositoryVisit visit, PullRequest pull) => Html.Of(
        $"""
        <li>{State(pull)}<span class="grow"><a href="{visit.Root}/pull/{pull.Number}"><b>{pull.Title}</b></a>
        <span class="quiet small">#{pull.Number} by {visit.NameOf(pull.Author)}</span></span>
        {CheckRuns.Summary(visit, DecisiveCommit(pull))}</li>
        """);
}
