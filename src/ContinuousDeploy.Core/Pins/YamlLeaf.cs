using System.Collections.Immutable;
using System.Globalization;
using ContinuousDeploy.Core.Manifests.Yaml;

namespace ContinuousDeploy.Core.Pins;

/// <summary>One value of a document and what surrounds it.</summary>
/// <param name="Key">The nearest key above it.</param>
/// <param name="Siblings">The mapping it is a value of, or null for an item of a list.</param>
internal sealed record YamlLeaf(
    YamlNode.Scalar Value,
    string Key,
    ImmutableArray<PathStep> Path,
    string Identity,
    YamlNode.Mapping? Siblings)
{
    /// <summary>Longer keys and names are cut: each is repeated for every value below it.</summary>
    private const int LongestName = 128;

    /// <summary>In a mapping larger than this, neighbours are not looked at for every value.</summary>
    private const int MostSiblings = 64;

    private static readonly string[] Naming = ["name", "id", "key", "repository", "repoURL", "chart", "path"];

    /// <summary>The value of another key of the same mapping.</summary>
    public YamlNode? Beside(string key) =>
        Siblings is { Entries.Length: <= MostSiblings } siblings ? siblings.Find(key)?.Value : null;

    public static IEnumerable<YamlLeaf> Of(YamlNode root, int document)
    {
        var start = string.Create(CultureInfo.InvariantCulture, $"{DocumentName(root) ?? $"#{document}"}:");
        return Below(root, [], start, string.Empty, null);
    }

    private static IEnumerable<YamlLeaf> Below(
        YamlNode node, ImmutableArray<PathStep> path, string identity, string key, YamlNode.Mapping? siblings)
    {
        switch (node)
        {
            case YamlNode.Scalar scalar:
                return [new YamlLeaf(scalar, key, path, identity, siblings)];
            case YamlNode.Mapping mapping:
                return mapping.Entries.SelectMany(entry => BelowKey(entry, path, identity, mapping));
            case YamlNode.Sequence sequence:
                return sequence.Items.SelectMany((item, index) => Below(
                    item, path.Add(PathStep.At(index)), $"{identity}[{ItemName(item, index)}]", key, null));
            default:
                return [];
        }
    }

    private static IEnumerable<YamlLeaf> BelowKey(
        YamlEntry entry, ImmutableArray<PathStep> path, string identity, YamlNode.Mapping mapping)
    {
        var key = Cut(entry.Key.Text);
        return Below(entry.Value, path.Add(PathStep.To(key)), $"{identity}.{key}", key, mapping);
    }

    private static string Cut(string name) => name.Length > LongestName ? name[..LongestName] : name;

    private static string? DocumentName(YamlNode root) =>
        Text(root, "kind") is { } kind && Find(root, "metadata") is { } metadata && Text(metadata, "name") is { } name
            ? $"{Cut(kind)}/{Cut(name)}"
            : null;

    private static string ItemName(YamlNode item, int index)
    {
        var name = item switch
        {
            YamlNode.Mapping => Naming.Select(key => Text(item, key)).FirstOrDefault(text => text is not null),
            YamlNode.Scalar scalar => PinShapes.NameOfItem(scalar.Text),
            _ => null,
        };
        return name is null ? index.ToString(CultureInfo.InvariantCulture) : Cut(name);
    }

    private static YamlNode? Find(YamlNode node, string key) => (node as YamlNode.Mapping)?.Find(key)?.Value;

    private static string? Text(YamlNode node, string key) => (Find(node, key) as YamlNode.Scalar)?.Text;
}
