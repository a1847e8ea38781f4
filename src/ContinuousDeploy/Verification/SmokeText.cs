using System.Globalization;
using System.Text;
using System.Text.Json;
using ContinuousDeploy.Core.Manifests;

namespace ContinuousDeploy.Verification;

/// <summary>The words of a smoke result's table cells.</summary>
public static class SmokeText
{
    private const int LongestQuotation = 80;

    /// <summary>What a check asks for, for example <c>200 within 500 ms, $.state = "paid"</c>.</summary>
    public static string Expected(Expectation expectation)
    {
        var text = new StringBuilder(expectation.Status.ToString(CultureInfo.InvariantCulture));
        if (expectation.Within is { } within)
        {
            text.Append(" within ").Append(Duration(within));
        }

        if (expectation.Contains is { } piece)
        {
            text.Append(", contains ").Append(Quoted(piece));
        }

        foreach (var (path, value) in expectation.Json)
        {
            text.Append(", ").Append(Shortened(path)).Append(" = ").Append(Shortened(value));
        }

        return text.ToString();
    }

    /// <summary>Milliseconds below a second, then seconds with at most two decimals: <c>12 ms</c>, <c>1.25 s</c>.</summary>
    public static string Duration(TimeSpan duration) => duration.TotalMilliseconds < 999.5
        ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.##} s");

    public static string Quoted(string text) => $"\"{Shortened(text)}\"";

    /// <summary>A JSON value as a cell shows it; of objects and arrays only the kind.</summary>
    public static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        _ => Shortened(value.GetRawText()),
    };

    /// <summary>Foreign text without control and format characters, cut to what a table cell bears.</summary>
    public static string Shortened(string text)
    {
        var kept = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (kept.Length >= LongestQuotation)
            {
                return kept.Append('…').ToString();
            }

            var hidden = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format;
            kept.Append(hidden ? " " : rune.ToString());
        }

        return kept.ToString();
    }
}
