using System.Collections.Immutable;
using ContinuousDeploy.Core.Manifests.Yaml;

namespace ContinuousDeploy.Core.Manifests.Sections;

/// <summary>Reads <c>expect</c>: what an answer must be.</summary>
public static class ExpectSection
{
    private static readonly KeySet Keys = KeySet.Of("status", "within", "contains", "json").Planned("headers");

    /// <summary>Where a check says nothing: 200.</summary>
    public static Expectation Default { get; } =
        new(200, null, null, ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    public static Expectation? Read(YamlNode node, ProblemList problems)
    {
        if (Section.Open(node, "expect", Keys, problems) is not { } section)
        {
            return null;
        }

        var status = section.Find("status") is { } number
            ? Value.Number(number, "expect.status", 100, 599, problems)
            : Default.Status;
        var within = section.Find("within") is { } duration
            ? Value.Duration(
                duration, "expect.within", TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(5), problems)
            : null;
        var contains = section.Find("contains") is { } piece
            ? Value.Text(piece, "expect.contains", problems)
            : null;
        var json = section.Find("json") is { } paths ? Json(paths, problems) : Default.Json;
        return status is null || json is null ? null : new Expectation(status.Value, within, contains, json);
    }

    private static ImmutableSortedDictionary<string, string>? Json(YamlNode node, ProblemList problems)
    {
        if (node is not YamlNode.Mapping { Entries.Length: > 0 } mapping)
        {
            problems.Add(
                node.At,
                "wrong-kind",
                "Here expect.json needs JSON paths with values.",
                "Write for example { $.state: paid }.");
            return null;
        }

        var expected = Default.Json.ToBuilder();
        foreach (var entry in mapping.Entries)
        {
            if (!JsonPath.IsPath(entry.Key.Text))
            {
                problems.Add(
                    entry.Key.At,
                    "invalid-path",
                    $"{Excerpt.Of(entry.Key.Text)} is no JSON path that can be read.",
                    $"Use {JsonPath.InWords}.");
            }
            else if (entry.Value is YamlNode.Scalar scalar)
            {
                expected[entry.Key.Text] = JsonText.Of(scalar);
            }
            else
            {
                problems.Add(
                    entry.Value.At,
                    "wrong-kind",
                    "A JSON path is compared with one value, not with a list or mapping.",
                    "Write a path for each value.");
            }
        }

        return expected.ToImmutable();
    }
}
