using System.Globalization;
using System.Text;

namespace ContinuousDeploy.Core.Manifests.Yaml;

/// <summary>
/// Makes text from a repository fit to stand in a message: short, on one line, nothing invisible in it.
/// </summary>
public static class Excerpt
{
    /// <summary>
    /// The text in single quotes, cut after 60 characters, with invisible characters as <c>U+202E</c>.
    /// </summary>
    public static string Of(string text) => $"'{Shorten(text, 60)}'";

    /// <summary>The text without quotes, cut after a number of characters.</summary>
    public static string Shorten(string text, int longest)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= longest)
            {
                shown.Append('…');
                break;
            }

            _ = IsVisible(rune) ? shown.Append(rune.ToString()) : shown.Append(Name(rune));
        }

        return shown.ToString();
    }

    /// <summary>A character by its number: <c>U+202E</c>.</summary>
    public static string Name(Rune rune) => string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}");

    private static bool IsVisible(Rune rune) =>
        rune.Value is ' ' || !(Rune.IsWhiteSpace(rune) || YamlCharacters.IsForbidden(rune));
}
