using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.Pages;

/// <summary>Check runs of a commit, each with its verdict, title, summary and notes on lines.</summary>
public static class CheckRuns
{
    public static Html Of(RepositoryVisit visit, string heading, string sha)
    {
        var runs = Html.Join(Ordered(visit, sha).Select(run => Run(visit, run)));
        return Html.Of(
            $"""
            <h3>{heading} · commit <a href="{visit.Root}/commit/{sha}"><code>{sha[..7]}</code></a></h3>
            {(runs.IsEmpty ? Parts.Quiet("No check has reported yet.") : runs)}
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
            _ when runs.Any(run => run.Conclusion is null) => Parts.State("pending", "● running"),
            _ when runs.All(run => run.Passed) => Parts.State("success", $"✓ {runs.Length} passed"),
            _ => Parts.State("failure", $"✗ {runs.Count(run => !run.Passed)} of {runs.Length} not passed"),
        };
    }

    private static CheckRun[] Ordered(RepositoryVisit visit, string sha) =>
    [
        .. visit.World.LatestCheckRunsOf(visit.Repository, sha)
            .OrderBy(run => run.Name.Contains('/', StringComparison.Ordinal) && !IsAggregate(run) ? 1 : 0)
            .ThenBy(run => run.Id),
    ];

    private static bool IsAggregate(CheckRun run) => run.Name.EndsWith("/ all", StringComparison.Ordinal);

    private static Html Run(RepositoryVisit visit, CheckRun run) => Html.Of(
        $"""
        <details class="run"{(run.Passed && IsDetail(run) ? Html.Empty : Html.Of($" open"))}>
        <summary>{Verdict(run)}<b>{run.Name}</b><span>{run.Output.Title}</span></summary>
        <div>
        {Markdown.Render(run.Output.Summary ?? "", visit.Root)}
        {Markdown.Render(run.Output.Text ?? "", visit.Root)}
        {Notes(run)}
        </div>
        </details>
        """);

    // What a person looks for stands open: the plan, the sum of all, and whatever did not pass.
    private static bool IsDetail(CheckRun run) => run.Name.Contains('/', StringComparison.Ordinal) && !IsAggregate(run);

    private static Html Verdict(CheckRun run) => run.Conclusion switch
    {
        null when run.Status == "queued" => Parts.State("none", "● queued"),
        null => Parts.State("pending", "● running"),
        "success" => Parts.State("success", "✓ success"),
        "action_required" => Parts.State("action", "! action required"),
        "neutral" or "skipped" => Parts.State("none", $"– {run.Conclusion}"),
        _ => Parts.State("failure", $"✗ {run.Conclusion.Replace('_', ' ')}"),
    };

    private static Html Notes(CheckRun run) => run.Annotations.IsEmpty
        ? Html.Empty
        : Html.Of(
            $"""
            <table><thead><tr><th>Where</th><th></th><th>What</th></tr></thead><tbody>
            {run.Annotations.Select(Note)}
            </tbody></table>
            """);

    private static Html Note(CheckAnnotation note) => Html.Of(
        $"""
        <tr><td><code>{note.Path}:{note.StartLine}</code></td><td>{note.Level}</td>
        <td><b>{note.Title}</b> {note.Message}</td></tr>
        """);
}
