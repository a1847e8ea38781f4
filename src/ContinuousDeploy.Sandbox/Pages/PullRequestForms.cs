using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.Pages;

/// <summary>What a person can do with a pull request, or why not.</summary>
public static class PullRequestForms
{
    public static Html Comment(RepositoryVisit visit, PullRequest pull) => visit.Visit.Viewer is not { } viewer
        ? Html.Empty
        : Html.Of(
            $"""
            <form class="stacked" method="post" action="{visit.Root}/pull/{pull.Number}/comments">
            <label>Comment as {viewer.Login}
            <textarea name="body" required placeholder="/rollback"></textarea></label>
            <p class="quiet small">A line that starts with a slash is a command to the bot: <code>/rollback</code>
            takes back what this pull request brought, <code>/help</code> lists all.</p>
            <button>Comment</button>
            </form>
            """);

    public static Html Merge(RepositoryVisit visit, PullRequest pull) => pull switch
    {
        { MergedAt: not null } => Html.Empty,
        { Open: false } => Button(visit, pull, "reopen", "Reopen"),
        _ => Html.Of($"{MergeOrReason(visit, pull)}{Button(visit, pull, "close", "Close without merging")}"),
    };

    /// <summary>Why the viewer cannot merge it now, or null.</summary>
    private static string? Obstacle(RepositoryVisit visit, PullRequest pull)
    {
        if (!visit.CanWrite)
        {
            return $"{visit.Visit.Viewer?.Login ?? "Nobody"} may only read this repository; merging needs write "
                + "permission. Choose to be somebody else at the top of the page.";
        }

        if (!pull.Comparison.Mergeable)
        {
            return $"It conflicts with {pull.BaseBranch}. Propose the change again on top of the newest commit.";
        }

        return visit.Visit.People.WhyNotMergeable(pull);
    }

    private static Html MergeOrReason(RepositoryVisit visit, PullRequest pull) => Obstacle(visit, pull) is { } obstacle
        ? Html.Of($"<p class=\"notice bad\">It cannot be merged now. {obstacle}</p>")
        : Html.Of(
            $"""
            <form class="row" method="post" action="{visit.Root}/pull/{pull.Number}/merge">
            <input type="hidden" name="head" value="{pull.HeadSha}">
            <button class="go" name="method" value="merge">Merge</button>
            <button class="plain" name="method" value="squash">Squash and merge</button>
            <button class="plain" name="method" value="rebase">Rebase and merge</button>
            </form>
            """);

    private static Html Button(RepositoryVisit visit, PullRequest pull, string action, string label) => !visit.CanWrite
        ? Html.Empty
        : Html.Of(
            $"""
            <form class="row" method="post" action="{visit.Root}/pull/{pull.Number}/{action}">
            <button class="plain">{label}</button></form>
            """);
}
