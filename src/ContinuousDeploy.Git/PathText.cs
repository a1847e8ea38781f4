using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace ContinuousDeploy.Git;

/// <summary>Names in a tree are bytes of anyone's choosing; only those that people can read become paths.</summary>
internal static class PathText
{
    /// <summary>The name as text, or null where it is not UTF-8, has characters that do not show, or means a folder
    /// that is special to Git or the file system.</summary>
    public static string? Decode(ReadOnlySpan<byte> name)
    {
        if (!Utf8.IsValid(name))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(name);
        return text.EnumerateRunes().All(Shows)
            && text is not ("." or "..") && !text.Equals(".git", StringComparison.OrdinalIgnoreCase)
                ? text
                : null;
    }

    /// <summary>Any name in printable ASCII, shortened.</summary>
    public static string Escape(ReadOnlySpan<byte> name)
    {
        var text = new StringBuilder();
        foreach (var one in name[..Math.Min(name.Length, 60)])
        {
            text.Append(one is > 0x20 and < 0x7F and not (byte)'\\' ? ((char)one).ToString() : $"\\x{one:x2}");
        }

        return name.Length > 60 ? text.Append("...").ToString() : text.ToString();
    }

    private static bool Shows(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned)
        && rune.Value != '\\';
}
