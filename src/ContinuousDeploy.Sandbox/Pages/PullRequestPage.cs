using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.Pages;

/// <summary>
/// One pull request, in the order a person asks: what is it, what was said about it, what do the checks say, can I
/// merge it, and what exactly does it change.
/// </summary>
public static class PullRequestPage
{
    // Work goes on by itself for a moment after the last thing that happened: a check starts, a revert is opened.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    /// <param name="refusal">Why the last thing the viewer tried was refused, or null.</param>
    /// <param name="still">The viewer does not want the page to reload itself.</param>
    public static async Task<Html> RenderAsync(
        RepositoryVisit visit, PullRequest pull, string? refusal, bool still, CancellationToken cancellationToken)
    {
        var reload = !still && refusal is null && IsMoving(visit, pull);
        var start = await visit.Git.MergeBaseAsync(pull.BaseSha, pull.HeadSha, cancellationToken) ?? pull.BaseSha;
        var shas = await visit.Git.CommitsAsync(pull.HeadSha, start, 50, cancellationToken);
        var commits = await Changes.CommitsAsync(visit, shas, cancellationToken);
        var files = await Changes.FilesAsync(visit, start, pull.HeadSha, cancellationToken);

        return Layout.Page(visit, "pulls", $"{pull.Title} #{pull.Number}", Html.Of(
            $"""
            <h1>{pull.Title} <span class="quiet">#{pull.Number}</span></h1>
            <p>{PullRequestList.State(pull)} {Sentence(visit, pull)}</p>
            {Parts.Refusal(refusal)}
            {(reload ? Reloading(visit, pull) : Html.Empty)}
            {Markdown.Render(pull.Body ?? "", visit.Root)}
            {Conversation.Of(visit, pull.Number)}
            <h2>Checks</h2>
            {AfterMerge(visit, pull)}
            {CheckRuns.Of(visit, "Before the merge", pull.HeadSha)}
            {PullRequestForms.Merge(visit, pull)}
            {PullRequestForms.Comment(visit, pull)}
            <h2>Commits</h2>
            {commits}
            <h2>Changes</h2>
            {files}
            """), reload);
    }

    private static Html AfterMerge(RepositoryVisit visit, PullRequest pull) => pull.MergedAt is null
        ? Html.Empty
        : CheckRuns.Of(visit, "After the merge", pull.MergeCommit!);

    private static Html Sentence(RepositoryVisit visit, PullRequest pull)
    {
        var branches = Html.Of($"<code>{pull.HeadBranch}</code> into <code>{pull.BaseBranch}</code>");
        return pull switch
        {
            { MergedAt: { } at, MergedBy: { } by } =>
                Html.Of($"{visit.NameOf(by)} merged {branches} {Parts.Time(at)}"),
            { Open: false } => Html.Of($"{visit.NameOf(pull.Author)} wanted to merge {branches}; it was closed"),
            _ => Html.Of($"{visit.NameOf(pull.Author)} wants to merge {branches} {Parts.Time(pull.CreatedAt)}"),
        };
    }

    private static Html Reloading(RepositoryVisit visit, PullRequest pull) => Html.Of(
        $"""
        <p class="notice small">Work is going on: this page reloads itself every two seconds.
        <a href="{visit.Root}/pull/{pull.Number}?still=1">Hold it still</a> to write a comment.</p>
        """);

    private static bool IsMoving(RepositoryVisit visit, PullRequest pull)
    {
        var world = visit.World;
        var decisive = PullRequestList.DecisiveCommit(pull);
        var newest = world.Comments.All
            .Where(comment => comment.Repository == visit.Repository.Id && comment.Number == pull.Number)
            .Select(comment => comment.UpdatedAt)
            .Concat(world.CheckRunsOf(visit.Repository, decisive).Select(run => run.CompletedAt ?? world.Now))
            .Append(pull.UpdatedAt)
            .Max();
        return CheckRuns.AreRunning(visit, decisive) || world.Now - newest < Settling;
    }
}
