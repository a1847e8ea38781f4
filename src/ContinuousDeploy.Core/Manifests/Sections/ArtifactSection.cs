using ContinuousDeploy.Core.Manifests.Yaml;

namespace ContinuousDeploy.Core.Manifests.Sections;

/// <summary>Reads <c>artifact</c> and <c>source</c>: where versions come from.</summary>
public static class ArtifactSection
{
    private const string Placeholder = "{version}";

    public static ArtifactTemplate? Read(YamlNode node, ProblemList problems) => Value.Checked(
        node,
        "artifact",
        IsTemplate,
        "invalid-path",
        "a relative path with {version} in it, of letters, digits and . _ + - between slashes, without . or .. parts",
        problems) is { } path
        ? new ArtifactTemplate(path)
        : null;

    /// <summary>A repository on the same GitHub: <c>owner/name</c>.</summary>
    public static string? Source(YamlNode node, ProblemList problems) => Value.Checked(
        node, "source", IsRepository, "invalid-name", "owner/name, for example acme/storefront", problems);

    private static bool IsTemplate(string text)
    {
        const string example = "1";
        return text.Length <= 200
            && text.Contains(Placeholder, StringComparison.Ordinal)
            && Array.TrueForAll(text.Replace(Placeholder, example, StringComparison.Ordinal).Split('/'), IsSegment);
    }

    private static bool IsRepository(string text) =>
        text.Split('/') is [{ Length: <= 39 } owner, { Length: <= 100 } name] && IsSegment(owner) && IsSegment(name);

    private static bool IsSegment(string text) =>
        text is not ("" or "." or "..")
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '+' or '-');
}
