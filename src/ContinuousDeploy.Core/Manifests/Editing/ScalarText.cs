using System.Text;
using ContinuousDeploy.Core.Manifests.Yaml;

namespace ContinuousDeploy.Core.Manifests.Editing;

/// <summary>
/// Writes text as a YAML value on one line that reads back as the same text, in blocks and in brackets.
/// </summary>
public static class ScalarText
{
    /// <summary>The longest reason that is written, in characters.</summary>
    public const int LongestReason = 200;

    private const string NoReason = "no reason given";
    private const string Plain = " ._+-/:";

    /// <summary>
    /// What is kept of a person's words: one line, at most 200 characters, nothing invisible in it. Text that is
    /// nothing else becomes "no reason given".
    /// </summary>
    public static string Reason(string words)
    {
        var kept = new StringBuilder();
        foreach (var rune in words.EnumerateRunes())
        {
            var isSpace = Rune.IsWhiteSpace(rune) || YamlCharacters.IsForbidden(rune);
            var next = isSpace ? " " : rune.ToString();
            if (kept.Length + next.Length > LongestReason)
            {
                break;
            }

            var isRepeated = isSpace && (kept.Length == 0 || kept[^1] == ' ');
            kept.Append(isRepeated ? string.Empty : next);
        }

        var reason = kept.ToString().TrimEnd();
        return reason.Length == 0 ? NoReason : reason;
    }

    /// <summary>The text plain where that is safe, else in double quotes.</summary>
    /// <exception cref="ArgumentException">The text has characters that no file may contain.</exception>
    public static string Of(string text)
    {
        if (text.Any(char.IsControl) || YamlCharacters.FirstForbidden(text) is not null)
        {
            throw new ArgumentException("Invisible characters cannot be written to a file.", nameof(text));
        }

        return IsPlain(text) ? text : InDoubleQuotes(text);
    }

    /// <summary>The text as another scalar is written, where it can be.</summary>
    public static string Like(ScalarForm form, string text) => form switch
    {
        ScalarForm.SingleQuoted => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        ScalarForm.DoubleQuoted => InDoubleQuotes(text),
        ScalarForm.Plain or ScalarForm.Block => Of(text),
    };

    private static string InDoubleQuotes(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>
    /// Letters, digits and a few signs that mean nothing in YAML; a colon only inside a word, as in times and digests.
    /// Words that YAML or its older versions read as something else are not plain.
    /// </summary>
    private static bool IsPlain(string text) =>
        text.Length > 0
        && char.IsLetterOrDigit(text[0])
        && text[^1] is not (' ' or ':')
        && !text.Contains(": ", StringComparison.Ordinal)
        && text.All(character => char.IsLetterOrDigit(character) || Plain.Contains(character))
        && !IsOtherThanText(text);

    private static bool IsOtherThanText(string text) =>
        text.ToLowerInvariant() is "null" or "true" or "false" or "yes" or "no" or "on" or "off" or "y" or "n";
}
