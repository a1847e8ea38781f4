using ContinuousDeploy.Core.Planning;

namespace ContinuousDeploy.Cli;

/// <summary>A plan for people at a terminal: the verdict, a row a change, a line a problem.</summary>
public static class PlanTable
{
    private static readonly string[] Titles = ["ENVIRONMENT", "APPLICATION", "CHANGE", "FROM", "TO", "WHERE"];

    public static string Render(Plan plan) =>
        PlanText.Verdict(plan) + "\n"
        + Section(plan.Changes.IsEmpty ? [] : Rows([Titles, .. plan.Changes.Select(Row)]))
        + Section(plan.Problems.Select(problem => problem.ToString()));

    private static string Section(IEnumerable<string> lines) =>
        string.Concat(lines.Select((line, index) => (index == 0 ? "\n" : "") + line + "\n"));

    private static string[] Row(PlannedChange change) =>
    [
        change.Environment ?? "-",
        change.Application ?? "-",
        PlanText.Label(change),
        PlanText.Version(change.From, change.To) ?? "-",
        PlanText.Version(change.To, change.From) ?? "-",
        change.At.Line == 0 ? change.At.File : $"{change.At.File}:{change.At.Line}",
    ];

    private static IEnumerable<string> Rows(IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, Titles.Length)
            .Select(column => rows.Max(row => row[column].Length))
            .ToArray();
        return rows.Select(row => string.Join("  ", row.Zip(widths, (cell, width) => cell.PadRight(width))).TrimEnd());
    }
}
