using System.Collections.Immutable;
using ContinuousDeploy.Core.Manifests.Yaml;

namespace ContinuousDeploy.Core.Pins;

/// <summary>The values of a YAML file of another tool, those of the YAML inside its texts included.</summary>
internal static class PinDocuments
{
    /// <summary>Patches and values are often YAML in a text in YAML; deeper than this nobody nests them.</summary>
    private const int MostNesting = 3;

    /// <summary>The values, and the offset behind what could be read as YAML.</summary>
    public static (ImmutableArray<YamlLeaf> Leaves, int ReadTo) Read(string file, string text)
    {
        var yaml = YamlReader.Read(file, text, YamlDialect.Foreign);
        var readTo = yaml.Problems.IsEmpty ? text.Length : yaml.Documents.IsEmpty ? 0 : yaml.Documents[^1].End;
        return ([.. Leaves(file, text, yaml, MostNesting)], Math.Min(readTo, text.Length));
    }

    private static IEnumerable<YamlLeaf> Leaves(string file, string text, YamlFile yaml, int nesting) =>
        yaml.Documents
            .Where(document => !IsTypeDefinition(document))
            .SelectMany((document, index) => YamlLeaf.Of(document, index))
            .Where(leaf => !IsFormat(leaf, yaml))
            .SelectMany(leaf => nesting > 0 && IsLiteral(text, leaf.Value) ? Inside(file, leaf, nesting) : [leaf]);

    private static IEnumerable<YamlLeaf> Inside(string file, YamlLeaf outer, int nesting)
    {
        var yaml = YamlReader.Read(file, outer.Value.Text, YamlDialect.Foreign);
        return Leaves(file, outer.Value.Text, yaml, nesting - 1).Select(inner => inner with
        {
            Value = inner.Value with { At = inner.Value.At with { Line = inner.Value.At.Line + outer.Value.At.Line } },
            Path = [.. outer.Path, .. inner.Path],
            Identity = $"{outer.Identity}{inner.Identity}",
        });
    }

    private static bool IsLiteral(string text, YamlNode.Scalar scalar) =>
        scalar.Form == ScalarForm.Block && scalar.Start < text.Length && text[scalar.Start] == '|';

    /// <summary>
    /// The definition of a type speaks of versions of the type and of the generator, and installs none of them.
    /// </summary>
    private static bool IsTypeDefinition(YamlNode document) =>
        document is YamlNode.Mapping mapping
        && mapping.Find("kind")?.Value is YamlNode.Scalar { Text: "CustomResourceDefinition" };

    /// <summary>The version at the root of a chart or a Compose file is the file's own or its format's.</summary>
    private static bool IsFormat(YamlLeaf leaf, YamlFile yaml) =>
        leaf.Path is [{ Key: "version" }]
        && (Path.GetFileName(leaf.Value.At.File) == "Chart.yaml"
            || (yaml.Documents is [YamlNode.Mapping root] && root.Find("services") is not null));
}
