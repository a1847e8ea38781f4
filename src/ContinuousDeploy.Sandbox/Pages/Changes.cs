using ContinuousDeploy.Sandbox.GitHub.Git;

namespace ContinuousDeploy.Sandbox.Pages;

/// <summary>Commits and what they change.</summary>
public static class Changes
{
    public static async Task<Html> CommitsAsync(
        RepositoryVisit visit, IEnumerable<string> commits, CancellationToken cancellationToken)
    {
        List<Html> rows = [];
        foreach (var sha in commits)
        {
            var commit = await visit.Git.CommitAsync(sha, cancellationToken);
            rows.Add(Html.Of(
                $"""
                <li><a href="{visit.Root}/commit/{sha}"><code>{sha[..7]}</code></a>
                <span class="grow">{commit.Headline} <span class="quiet small">by {commit.Author.Name}</span></span>
                {CheckRuns.Summary(visit, sha)}{Parts.Time(commit.Committer.At)}</li>
                """));
        }

        return Html.Of($"<ul class=\"list\">{rows}</ul>");
    }

    public static async Task<Html> FilesAsync(
        RepositoryVisit visit, string from, string to, CancellationToken cancellationToken) =>
        Html.Join((await visit.Git.CompareAsync(from, to, cancellationToken)).Select(File));

    private static Html File(FileChange change) => Html.Of(
        $"""
        <div class="diff"><header><code>{change.Path}</code> <span class="quiet small">{change.Status},
        {change.Additions} added, {change.Deletions} removed</span></header>
        <pre>{(change.Patch ?? "Binary file").Split('\n').Select(Line)}</pre></div>
        """);

    private static Html Line(string line) => Html.Of($"<span class=\"{Kind(line)}\">{line}</span>");

    private static string Kind(string line) => line switch
    {
        ['+', ..] => "added",
        ['-', ..] => "removed",
        ['@', ..] => "place",
        _ => "kept",
    };
}
