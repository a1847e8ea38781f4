using System.Collections.Immutable;
using ContinuousDeploy.Core.Manifests.Yaml;

namespace ContinuousDeploy.Core.Pins;

/// <summary>
/// Finds pins in files of other tools: where a repository's map says, or in the common shapes. Takes hostile text, in time
/// that grows with its length; what cannot be parsed is passed over.
/// </summary>
public static class PinScanner
{
    private const int LongestVersion = 200;

    /// <summary>The pins of one file in the order of their places.</summary>
    /// <param name="path">The file's path in the repository.</param>
    public static ImmutableArray<FoundPin> Scan(string path, string text, PinMap map) =>
        [.. Candidates(path, text, map).Select(candidate => candidate.Pin)];

    internal static ImmutableArray<PinCandidate> Candidates(string path, string text, PinMap map)
    {
        var candidates = map.IsAutomatic ? Automatic(path, text) : Mapped(path, text, map);
        return [.. candidates.OrderBy(candidate => candidate.Pin.At.Line).ThenBy(candidate => candidate.Pin.At.Column)];
    }

    private static IEnumerable<PinCandidate> Automatic(string path, string text)
    {
        switch (PinFileKinds.Of(path))
        {
            case PinFileKind.Lines:
                return PinLines.Candidates(PinLines.Of(path, text, 0));
            case PinFileKind.Yaml:
                var (leaves, readTo) = PinDocuments.Read(path, text);
                return leaves
                    .Where(leaf => !PinShapes.IsDigestBeside(leaf))
                    .Select(leaf => Candidate(leaf, PinShapes.VersionOf(leaf), null, null))
                    .OfType<PinCandidate>()
                    .Concat(PinLines.Candidates(PinLines.Of(path, text, readTo)));
            default:
                return [];
        }
    }

    private static IEnumerable<PinCandidate> Mapped(string path, string text, PinMap map)
    {
        var rules = map.Rules
            .Select(rule => (rule.Path, Names: rule.Files.Match(path)))
            .Where(rule => rule.Names is not null)
            .ToList();
        if (rules.Count == 0)
        {
            return [];
        }

        var isLines = PinFileKinds.Of(path) == PinFileKind.Lines;
        var leaves = isLines ? PinLines.Of(path, text, 0).Select(Leaf) : PinDocuments.Read(path, text).Leaves;
        return leaves.Select(leaf =>
        {
            var (_, names) = rules.FirstOrDefault(rule => rule.Path.Matches(leaf.Path));
            return names is null ? null : Candidate(leaf, MappedVersion(leaf), names?.Application, names?.Environment);
        }).OfType<PinCandidate>();
    }

    private static PinCandidate? Candidate(
        YamlLeaf leaf, PinnedVersion? version, string? application, string? environment)
    {
        if (version is null)
        {
            return null;
        }

        var digest = version.Digest is null ? PinShapes.DigestBeside(leaf) : null;
        var pin = new FoundPin(
            application,
            environment,
            YamlPath.Of(leaf.Path),
            leaf.Value.At,
            digest is null ? version : version with { Digest = digest.Text });
        return new PinCandidate(pin, leaf.Identity, digest?.At);
    }

    /// <summary>Where a person pointed at the place, any value without spaces is a version.</summary>
    private static PinnedVersion? MappedVersion(YamlLeaf leaf)
    {
        var text = leaf.Value.Text;
        if (leaf.Value.IsNull || text.Length is 0 or > LongestVersion + 200 || text.Any(char.IsWhiteSpace))
        {
            return null;
        }

        var (version, digest) = VersionText.SplitDigest(text);
        return VersionText.IsTag(version) ? new PinnedVersion(version, digest) : ImageReference.Parse(text)?.Version;
    }

    private static YamlLeaf Leaf(PinLines.Line line) => new(
        new YamlNode.Scalar(line.At, 0, line.Value.Length, line.Value, ScalarForm.DoubleQuoted),
        line.Key,
        [PathStep.To(line.Key)],
        line.Key,
        null);
}
