namespace ContinuousDeploy.Core.Pins;

/// <summary>
/// What versions look like in files of other tools. Looser than our own pins: tags follow the rules of registries.
/// </summary>
public static class VersionText
{
    /// <summary>
    /// Whether a registry takes the text as a tag: <c>[A-Za-z0-9_][A-Za-z0-9._-]{0,127}</c>, or with <c>+</c> as Helm
    /// has it.
    /// </summary>
    public static bool IsTag(string text) =>
        text is { Length: >= 1 and <= 128 }
        && (char.IsAsciiLetterOrDigit(text[0]) || text[0] == '_')
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-' or '+');

    /// <summary>Whether the text begins like a version: digits, a dot, a digit, perhaps after <c>v</c>.</summary>
    public static bool IsNumbered(string text) => Numbers(text) >= 2;

    /// <summary>
    /// Whether the text begins with three numbers, perhaps after <c>v</c>: <c>1.4.1</c>, <c>v1.4.1-rc.1</c>.
    /// </summary>
    public static bool IsSemantic(string text) => Numbers(text) >= 3;

    /// <summary>Whether the text can be the name of a commit: 7 to 64 hexadecimal digits.</summary>
    public static bool IsCommit(string text) =>
        text is { Length: >= 7 and <= 64 } && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Whether a number stands in a text that could be a tag.</summary>
    public static bool IsTagWithDigit(string text) => IsTag(text) && text.Any(char.IsAsciiDigit);

    /// <summary>The text without its <c>@sha256:…</c>, and that digest or null.</summary>
    public static (string Text, string? Digest) SplitDigest(string text)
    {
        var at = text.LastIndexOf('@');
        return at > 0 && PinGrammar.IsDigest(text[(at + 1)..]) ? (text[..at], text[(at + 1)..]) : (text, null);
    }

    private static int Numbers(string text)
    {
        if (!IsTag(text))
        {
            return 0;
        }

        var start = text[0] is 'v' or 'V' ? 1 : 0;
        return text[start..].Split('.').TakeWhile(part => part.Length > 0 && char.IsAsciiDigit(part[0])).Count();
    }
}
