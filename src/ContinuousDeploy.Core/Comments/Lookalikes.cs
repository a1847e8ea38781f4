using System.Globalization;

namespace ContinuousDeploy.Core.Comments;

/// <summary>Characters that are meant to be taken for others. A command is plain ASCII or it is none.</summary>
internal static class Lookalikes
{
    /// <summary>A slash, or a division, fraction, fullwidth or box-drawing character that looks like one.</summary>
    public static bool IsSlash(char character) => character is '/' or '\u2044' or '\u2215' or '\u2571' or '\u29F8' or '\uFF0F';

    /// <summary>Zero-width, directional and other format characters.</summary>
    public static bool IsInvisible(char character) =>
        char.GetUnicodeCategory(character) is UnicodeCategory.Format or UnicodeCategory.Control;

    /// <summary>The first character of a command that is not plain ASCII, as <c>U+0456</c>, or null.</summary>
    public static string? FirstIn(string text) =>
        text.FirstOrDefault(character => !char.IsAscii(character) || char.IsControl(character)) is var found and not '\0'
            ? $"U+{(int)found:X4}"
            : null;
}
