using System.Text;

namespace ContinuousDeploy.Core.Reports;

/// <summary>
/// Writes Markdown that shows hostile text as text: nobody is mentioned, no issue is closed, no table or fence is broken.
/// </summary>
public static class Markdown
{
    /// <summary>GitHub's limit of a check run's summary and text, in bytes of UTF-8.</summary>
    public const int LongestSummary = 65_535;

    /// <summary>Below GitHub's limits of a comment (65,536 characters; 262,144 bytes were measured).</summary>
    public const int LongestComment = 60_000;

    /// <summary>A zero-width space keeps GitHub from seeing a mention, a reference or a link.</summary>
    private const string Break = "\u200B";

    private const string Cut = "\n\n_The rest was cut off: GitHub takes no longer text._\n";
    // Numbers and dashes begin a list only at the start of a line, where no such text stands.
    private const string Special = "\\`*_[]|~$>";

    /// <summary>Text of somebody else in a sentence or a table cell: one line, nothing in it is Markdown or a mention.</summary>
    public static string Text(string text)
    {
        var safe = new StringBuilder(text.Length + 8);
        foreach (var character in text)
        {
            safe.Append(Safe(character, safe));
        }

        return safe.ToString();
    }

    private static string Safe(char character, StringBuilder before) => character switch
    {
        '@' => "@" + Break,
        '#' => "\\#" + Break,
        '/' when before.Length > 0 && before[^1] == ':' => Break + "/",
        '<' => "&lt;",
        '&' => "&amp;",
        '\n' or '\r' or '\t' => " ",
        _ when char.IsControl(character) || IsFormat(character) => "\uFFFD",
        _ when Special.Contains(character) => $"\\{character}",
        _ => character.ToString(),
    };

    /// <summary>A short value in a code span; the span's fence is longer than any run of backticks in it.</summary>
    public static string Code(string value)
    {
        var line = OneLine(value).Replace("|", "\\|", StringComparison.Ordinal);
        var fence = new string('`', LongestRun(line) + 1);
        var padding = line.StartsWith('`') || line.EndsWith('`') ? " " : "";
        return line.Length == 0 ? "(empty)" : $"{fence}{padding}{line}{padding}{fence}";
    }

    /// <summary>Lines of somebody else in a fenced block that they cannot close.</summary>
    public static string Fence(string lines)
    {
        var text = Visible(lines.ReplaceLineEndings("\n")).TrimEnd('\n');
        var fence = new string('`', Math.Max(3, LongestRun(text) + 1));
        return $"{fence}text\n{text}\n{fence}\n";
    }

    /// <summary>A table; cells are Markdown already.</summary>
    public static string Table(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new StringBuilder();
        Row(table, head);
        Row(table, [.. head.Select(_ => "---")]);
        foreach (var row in rows)
        {
            Row(table, row);
        }

        return table.ToString();
    }

    /// <summary>Cuts a text to a length in bytes of UTF-8, between characters and after a whole line where it can.</summary>
    public static string Fit(string markdown, int bytes)
    {
        if (Encoding.UTF8.GetByteCount(markdown) <= bytes)
        {
            return markdown;
        }

        var budget = bytes - Encoding.UTF8.GetByteCount(Cut);
        var kept = Truncated(markdown, budget);
        var line = kept.LastIndexOf('\n');
        return (line > 0 ? kept[..line] : kept) + Cut;
    }

    /// <summary>The longest beginning of a text that fits into so many bytes of UTF-8, never half a character.</summary>
    public static string Truncated(string text, int bytes)
    {
        var used = 0;
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            used += rune.Utf8SequenceLength;
            if (used > bytes)
            {
                return text[..length];
            }

            length += rune.Utf16SequenceLength;
        }

        return text;
    }

    private static void Row(StringBuilder table, IReadOnlyList<string> cells) =>
        table.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string OneLine(string value) => Visible(value.ReplaceLineEndings(" "));

    private static string Visible(string text) => string.Concat(text.Select(character =>
        character != '\n' && (char.IsControl(character) || IsFormat(character)) ? '\uFFFD' : character));

    private static bool IsFormat(char character) =>
        char.GetUnicodeCategory(character) is System.Globalization.UnicodeCategory.Format;

    private static int LongestRun(string text)
    {
        var longest = 0;
        var run = 0;
        foreach (var character in text)
        {
            run = character == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
