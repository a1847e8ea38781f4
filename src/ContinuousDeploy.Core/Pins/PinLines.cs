namespace ContinuousDeploy.Core.Pins;

/// <summary>
/// Finds pins in lines of <c>KEY=value</c> and <c>key: value</c>, for files that are no YAML: environment files,
/// templates.
/// </summary>
internal static class PinLines
{
    /// <summary>One line with a key and a value.</summary>
    public sealed record Line(string Key, string Value, Position At);

    /// <summary>The lines that are a key and a value, from an offset on.</summary>
    public static IEnumerable<Line> Of(string file, string text, int from)
    {
        var number = 1 + text.AsSpan(0, from).Count('\n');
        foreach (var line in text[from..].Split('\n'))
        {
            if (Parse(file, line, number++) is { } parsed)
            {
                yield return parsed;
            }
        }
    }

    public static IEnumerable<PinCandidate> Candidates(IEnumerable<Line> lines)
    {
        foreach (var line in lines)
        {
            if (PinShapes.VersionOf(line.Key, line.Value) is { } version)
            {
                yield return new PinCandidate(new FoundPin(null, null, line.Key, line.At, version), line.Key, null);
            }
        }
    }

    private static Line? Parse(string file, string line, int number)
    {
        var start = line.AsSpan().IndexOfAnyExcept(" \t-");
        if (start < 0 || line[start] == '#')
        {
            return null;
        }

        var separator = line.AsSpan(start).IndexOfAny(':', '=') + start;
        var key = separator < start ? string.Empty : line[start..separator].Trim().Trim('"');
        if (key.Length == 0 || !key.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.'))
        {
            return null;
        }

        var value = Value(line[(separator + 1)..]);
        var column = line.IndexOf(value, separator + 1, StringComparison.Ordinal) + 1;
        return new Line(key, value, new Position(file, number, column));
    }

    private static string Value(string text)
    {
        var value = text.Trim();
        if (value is ['"' or '\'', ..] && value.IndexOf(value[0], 1) is var end and > 0)
        {
            return value[1..end];
        }

        var comment = value.IndexOf(" #", StringComparison.Ordinal);
        return (comment < 0 ? value : value[..comment]).TrimEnd().TrimEnd(',');
    }
}
