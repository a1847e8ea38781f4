using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.Pages;

/// <summary>Check runs of a commit, each with its verdict, title, summary and notes on lines.</summary>
public static class CheckRuns
{
    public static Html Of(RepositoryVisit visit, string heading, string sha)
    {
        var runs = Ordered(visit, sha);
        return Html.Of(
            $"""
            <h3>{heading} · commit <a href="{visit.Root}/commit/{sha}"><code>{sha[..7]}</code></a></h3>
            {(runs.Length > 0 ? Html.Join(runs.Select(Run)) : Html.Of($"<p class=\"quiet\">No check has reported yet.</p>"))}
            """);
    }

    /// <summary>Whether a check of the commit has not ended.</summary>
    public static bool AreRunning(RepositoryVisit visit, string sha) =>
        visit.World.LatestCheckRunsOf(visit.Repository, sha).Any(run => run.Conclusion is null);

    /// <summary>A short word on all checks of a commit, for lists.</summary>
    public static Html Summary(RepositoryVisit visit, string sha)
    {
        var runs = Ordered(visit, sha);
        return runs switch
        {
            [] => Html.Of($"<span class=\"quiet small\">no checks</span>"),
            _ when runs.Any(run => run.Conclusion is null) => Html.Of($"<span class=\"state pending\">● running</span>"),
            _ when runs.All(run => run.Passed) => Html.Of($"<span class=\"state success\">✓ {runs.Length} passed</span>"),
            _ => Html.Of($"<span class=\"state failure\">✗ {runs.Count(run => !run.Passed)} of {runs.Length} not passed</span>"),
        };
    }

    private static CheckRun[] Ordered(RepositoryVisit visit, string sha) =>
    [
        .. visit.World.LatestCheckRunsOf(visit.Repository, sha)
            .OrderBy(run => run.Name.Contains('/', StringComparison.Ordinal) && !IsAggregate(run) ? 1 : 0)
            .ThenBy(run => run.Id),
    ];

    private static bool IsAggregate(CheckRun run) => run.Name.EndsWith("/ all", StringComparison.Ordinal);

    private static Html Run(CheckRun run) => Html.Of(
        $"""
        <details class="run"{(run.Passed && IsDetail(run) ? Html.Empty : Html.Of($" open"))}>
        <summary>{Verdict(run)}<b>{run.Name}</b><span>{run.Output.Title}</span></summary>
        <div>{Markdown.Render(run.Output.Summary ?? "")}{Markdown.Render(run.Output.Text ?? "")}{Notes(run)}</div>
        </details>
        """);

    // What a person looks for stands open: the plan, the sum of all, and whatever did not pass.
    private static bool IsDetail(CheckRun run) => run.Name.Contains('/', StringComparison.Ordinal) && !IsAggregate(run);

    private static Html Verdict(CheckRun run) => run.Conclusion switch
    {
        null when run.Status == "queued" => Html.Of($"<span class=\"state\">● queued</span>"),
        null => Html.Of($"<span class=\"state pending\">● running</span>"),
        "success" => Html.Of($"<span class=\"state success\">✓ success</span>"),
        "action_required" => Html.Of($"<span class=\"state action\">! action required</span>"),
        "neutral" or "skipped" => Html.Of($"<span class=\"state\">– {run.Conclusion}</span>"),
        _ => Html.Of($"<span class=\"state failure\">✗ {run.Conclusion.Replace('_', ' ')}</span>"),
    };

    private static Html Notes(CheckRun run) => run.Annotations.IsEmpty
        ? Html.Empty
        : Html.Of(
            $"""
            <table><thead><tr><th>Where</th><th></th><th>What</th></tr></thead><tbody>
            {run.Annotations.Select(note => Html.Of(
                $"<tr><td><code>{note.Path}:{note.StartLine}</code></td><td>{note.Level}</td><td><b>{note.Title}</b> {note.Message}</td></tr>"))}
            </tbody></table>
            """);
}
