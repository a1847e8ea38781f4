using System.Collections.Immutable;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Manifests.Yaml;

namespace ContinuousDeploy.Core.Planning;

/// <summary>One file whose text differs between the two trees. A side without the file is null.</summary>
public sealed record ChangedPath(string Path, SourceFile? Before, SourceFile? After)
{
    /// <summary>The files that differ. One that is the same on both sides is there for its policy only.</summary>
    public static IEnumerable<ChangedPath> Between(SourceTree before, SourceTree after) =>
        before.Files.Keys
            .Union(after.Files.Keys, StringComparer.Ordinal)
            .Select(path => new ChangedPath(
                path, before.Files.GetValueOrDefault(path), after.Files.GetValueOrDefault(path)))
            .Where(file => !Equals(file.Before, file.After))
            .OrderBy(file => file.Path, StringComparer.Ordinal);

    /// <summary>The start of the file that is still there.</summary>
    public Position Start => new(Path, After is null ? 0 : 1, After is null ? 0 : 1);

    /// <summary>The top-level keys of a file, where it is a readable mapping.</summary>
    public static YamlNode.Mapping? Keys(SourceFile? file)
    {
        var yaml = file?.Text is { } text ? YamlReader.Read(file.Path, text, YamlDialect.Strict) : null;
        return yaml is { Documents: [YamlNode.Mapping mapping], Problems: [] } ? mapping : null;
    }

    /// <summary>The keys that are new, gone or mean something else, each with its place.</summary>
    public static ImmutableArray<(string Key, Position At)> Compare(YamlNode.Mapping before, YamlNode.Mapping after) =>
    [
        .. after.Entries
            .Where(entry => before.Find(entry.Key.Text)?.Means(entry) is not true)
            .Concat(before.Entries.Where(entry => after.Find(entry.Key.Text) is null))
            .Select(entry => (entry.Key.Text, entry.Key.At)),
    ];
}
