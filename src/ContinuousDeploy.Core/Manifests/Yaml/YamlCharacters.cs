using System.Globalization;
using System.Text;

namespace ContinuousDeploy.Core.Manifests.Yaml;

/// <summary>
/// Characters that make a file read differently from how it looks: control characters, marks that reorder or join text,
/// marks without width, and the line breaks that only YAML sees (U+0085, U+2028, U+2029).
/// </summary>
public static class YamlCharacters
{
    /// <summary>Whether a file or a value may not contain the character. Line feed and tab are allowed.</summary>
    public static bool IsForbidden(Rune rune) => rune.Value is not ('\n' or '\t')
        && (rune.Value is 0xFFFE or 0xFFFF || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
            or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Surrogate);

    /// <summary>The first forbidden character of a decoded value, or null.</summary>
    public static Rune? FirstForbidden(string value)
    {
        foreach (var rune in value.EnumerateRunes())
        {
            if (IsForbidden(rune))
            {
                return rune;
            }
        }

        return null;
    }

    /// <summary>
    /// Every forbidden character of a file with its place. A carriage return is allowed before a line feed only.
    /// </summary>
    public static IEnumerable<Problem> ProblemsIn(string file, string text)
    {
        var (line, column, index) = (1, 1, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            var isLineEnd = rune.Value is '\r' && index + 1 < text.Length && text[index + 1] is '\n';
            if (IsForbidden(rune) && !isLineEnd)
            {
                yield return Forbidden(new Position(file, line, column), rune);
            }

            index += rune.Utf16SequenceLength;
            (line, column) = rune.Value is '\n' ? (line + 1, 1) : (line, column + rune.Utf16SequenceLength);
        }
    }

    public static Problem Forbidden(Position at, Rune rune) => new(
        at,
        "forbidden-character",
        $"{Excerpt.Name(rune)} cannot be seen, so the text would not read as it looks.",
        "Delete the character; it often comes along when text is copied from a web page.");
}
