namespace ContinuousDeploy.Core.Pins;

/// <summary>
/// What a pin of ours may look like. Strict ASCII, because a version becomes part of paths, host names and command
/// lines.
/// </summary>
public static class PinGrammar
{
    /// <summary>The rule for versions in words, for messages.</summary>
    public const string VersionInWords =
        "1 to 128 letters, digits and the characters . _ + -, starting with a letter or digit";

    /// <summary>The rule for digests in words, for messages.</summary>
    public const string DigestInWords = "sha256: and 64 lower-case hexadecimal digits";

    private const string Algorithm = "sha256:";

    /// <summary>Whether the text is <c>^[0-9A-Za-z][0-9A-Za-z._+-]{0,127}$</c>.</summary>
    public static bool IsVersion(string text) =>
        text is { Length: >= 1 and <= 128 }
        && char.IsAsciiLetterOrDigit(text[0])
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '+' or '-');

    /// <summary>Whether the text is <c>^sha256:[0-9a-f]{64}$</c>.</summary>
    public static bool IsDigest(string text) =>
        text.Length == Algorithm.Length + 64
        && text.StartsWith(Algorithm, StringComparison.Ordinal)
        && text.Skip(Algorithm.Length).All(char.IsAsciiHexDigitLower);
}
