namespace ContinuousDeploy.Sandbox.Pages;

/// <summary>The history of the default branch, and single commits with their checks.</summary>
public static class CommitPages
{
    public static async Task<Html> HistoryAsync(RepositoryVisit visit, CancellationToken cancellationToken)
    {
        var branch = visit.Repository.DefaultBranch;
        var commits = await visit.Git.CommitsAsync($"refs/heads/{branch}", null, 50, cancellationToken);
        var list = await Changes.CommitsAsync(visit, commits, cancellationToken);
        return Layout.Page(visit, "commits", "Commits", Html.Of(
            $"""
            <h1>Commits on <code>{branch}</code></h1>
            <p>Git says what should be live. The newest 50 commits:</p>
            {list}
            """));
    }

    /// <summary>One commit, or null where there is none.</summary>
    public static async Task<Html?> OneAsync(RepositoryVisit visit, string name, CancellationToken cancellationToken)
    {
        if (await visit.Git.ResolveAsync(name, cancellationToken) is not { } sha)
        {
            return null;
        }

        var commit = await visit.Git.CommitAsync(sha, cancellationToken);
        var changes = commit.Parents is [var parent, ..]
            ? await Changes.FilesAsync(visit, parent, sha, cancellationToken)
            : Parts.Quiet("The first commit: everything is new.");
        var details = commit.Message[commit.Headline.Length..].Trim();
        return Layout.Page(visit, "commits", commit.Headline, Html.Of(
            $"""
            <h1>{commit.Headline}</h1>
            <p>{commit.Author.Name} {Parts.Time(commit.Author.At)} <code>{sha}</code></p>
            {(details.Length > 0 ? Html.Of($"<pre>{details}</pre>") : Html.Empty)}
            <h2>Checks</h2>
            {CheckRuns.Of(visit, "On this commit", sha)}
            <h2>Changes</h2>
            {changes}
            """), CheckRuns.AreRunning(visit, sha));
    }
}
