using ContinuousDeploy.Core.Manifests.Yaml;

namespace ContinuousDeploy.Core.Manifests.Sections;

/// <summary>Reads the paths and addresses of requests.</summary>
public static class Address
{
    private const int LongestPath = 2_000;

    /// <summary>
    /// A path with an optional query on the instance itself. <c>//host</c> is refused: joined to an address it would
    /// name another server.
    /// </summary>
    public static string? Path(YamlNode node, string what, ProblemList problems) => Value.Checked(
        node,
        what,
        IsPath,
        "invalid-path",
        "a path from / in visible ASCII characters, without a host, backslash or #; encode others as %C3%A9",
        problems);

    /// <summary>An address users reach a stage at: a scheme and a host, nothing behind it.</summary>
    public static Uri? Url(YamlNode node, string what, ProblemList problems)
    {
        if (Value.Text(node, what, problems) is not { } text)
        {
            return null;
        }

        if (text.All(char.IsAscii)
            && Uri.TryCreate(text, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            && url is { UserInfo: "", PathAndQuery: "/", Fragment: "", Host.Length: > 0 }
            && !text.Contains('\\'))
        {
            return url;
        }

        problems.Add(
            node.At,
            "invalid-url",
            $"{Excerpt.Of(text)} is no valid {what}.",
            "Write http or https and a host, for example https://shop.example, with nothing behind it.");
        return null;
    }

    private static bool IsPath(string text) =>
        text.Length <= LongestPath
        && text[0] == '/'
        && !text.StartsWith("//", StringComparison.Ordinal)
        && text.All(character => character is > ' ' and <= '~' and not ('\\' or '#'));
}
