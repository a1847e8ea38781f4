using System.Text;

namespace ContinuousDeploy.Core.Planning;

/// <summary>A plan as Markdown for a pull request: the verdict, a row a change, a row a problem.</summary>
public static class PlanMarkdown
{
    public static string Render(Plan plan)
    {
        var text = new StringBuilder(PlanText.Verdict(plan)).Append('\n');
        if (!plan.Changes.IsEmpty)
        {
            text.Append("\n| Environment | Application | Change | From | To | Where |\n");
            text.Append("| --- | --- | --- | --- | --- | --- |\n");
            foreach (var change in plan.Changes)
            {
                text.Append($"| {Code(change.Environment)} | {Code(change.Application)} | {Label(change)} ");
                text.Append($"| {Code(PlanText.Version(change.From, change.To))} ");
                text.Append($"| {Code(PlanText.Version(change.To, change.From))} | {Code(Place(change.At))} |\n");
            }
        }

        if (!plan.Problems.IsEmpty)
        {
            text.Append("\n| Where | Rule | Problem |\n| --- | --- | --- |\n");
            foreach (var problem in plan.Problems)
            {
                text.Append($"| {Code(problem.At.ToString())} | {Code(problem.Rule)} ");
                text.Append($"| {Plain(problem.Message)} {Plain(problem.NextStep)} |\n");
            }
        }

        return text.ToString();
    }

    private static string Place(Position at) => at.Line == 0 ? at.File : $"{at.File}:{at.Line}";

    private static string Label(PlannedChange change) => change.Kind == ChangeKind.Downgraded
        ? "**DOWNGRADED**"
        : Plain(PlanText.Label(change));

    /// <summary>Text of anyone's choosing as code. A backtick would end it, and a bar the cell.</summary>
    private static string Code(string? text) =>
        text is null ? "–" : $"`{text.Replace('`', '\'').Replace("|", "\\|", StringComparison.Ordinal)}`";

    /// <summary>Text with all that Markdown, HTML or GitHub (mentions) would take for markup escaped.</summary>
    private static string Plain(string text)
    {
        var escaped = new StringBuilder();
        foreach (var letter in text)
        {
            escaped.Append(letter switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '@' => "&#64;",
                '\\' or '`' or '*' or '_' or '[' or ']' or '|' or '~' or '#' => $"\\{letter}",
                _ => letter.ToString(),
            });
        }

        return escaped.ToString();
    }
}
