namespace ContinuousDeploy.Sandbox.Pages;

/// <summary>Small pieces that many pages have.</summary>
public static class Parts
{
    /// <summary>A state as a coloured label. The words say it too: colour alone tells some people nothing.</summary>
    /// <param name="kind">A class of the stylesheet, such as success, failure or pending.</param>
    public static Html State(string kind, string text) => Html.Of($"<span class=\"state {kind}\">{text}</span>");

    public static Html Quiet(string text) => Html.Of($"<p class=\"quiet\">{text}</p>");

    /// <summary>Why something was refused, or nothing.</summary>
    public static Html Refusal(string? reason) =>
        reason is null ? Html.Empty : Html.Of($"<p class=\"notice bad\" role=\"alert\">{reason}</p>");

    public static Html List(IEnumerable<Html> rows, string whenEmpty)
    {
        var all = Html.Join(rows);
        return all.IsEmpty ? Quiet(whenEmpty) : Html.Of($"<ul class=\"list\">{all}</ul>");
    }

    public static Html Time(DateTimeOffset at) =>
        Html.Of($"<time datetime=\"{at.UtcDateTime:O}\" class=\"quiet small\">{at.UtcDateTime:HH:mm:ss} UTC</time>");
}
