namespace ContinuousDeploy.Core.Manifests;

/// <summary>
/// Names of applications, environments and targets: <c>^[a-z0-9][a-z0-9-]{0,62}$</c>, which is also safe as a file
/// name, a host name and a Kubernetes name. Names that Windows keeps for devices are refused.
/// </summary>
public static class NameGrammar
{
    /// <summary>The rule in words, for messages.</summary>
    public const string InWords = "1 to 63 lower-case letters, digits and dashes, starting with a letter or digit";

    public static bool IsName(string text) =>
        text is { Length: >= 1 and <= 63 }
        && text[0] != '-'
        && text.All(character => character is '-' || char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character))
        && !IsWindowsDevice(text);

    private static bool IsWindowsDevice(string name) =>
        name is "con" or "prn" or "aux" or "nul"
        || (name.Length == 4 && char.IsAsciiDigit(name[3])
            && (name.StartsWith("com", StringComparison.Ordinal) || name.StartsWith("lpt", StringComparison.Ordinal)));
}
