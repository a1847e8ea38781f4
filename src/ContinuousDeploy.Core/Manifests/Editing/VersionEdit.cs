using System.Collections.Immutable;
using ContinuousDeploy.Core.Manifests.Yaml;
using ContinuousDeploy.Core.Pins;

namespace ContinuousDeploy.Core.Manifests.Editing;

/// <summary>Sets version and digest.</summary>
internal static class VersionEdit
{
    public static ImmutableArray<TextChange>? Changes(EditableFile file, PinnedVersion version)
    {
        if (file.Root.Find("version") is not { Value: YamlNode.Scalar { Form: not ScalarForm.Block } old } entry)
        {
            return null;
        }

        TextChange?[] changes = [Rewrite(old, version.Version), DigestChange(file, entry, version.Digest)];
        return [.. changes.OfType<TextChange>()];
    }

    private static TextChange Rewrite(YamlNode.Scalar old, string text) =>
        new(old.Start, old.End, ScalarText.Like(old.Form, text));

    private static TextChange? DigestChange(EditableFile file, YamlEntry version, string? digest) =>
        (file.Root.Find("digest"), digest) switch
        {
            (null, null) => null,
            (null, { } added) => file.Insert(version, [$"digest: {added}"], $"digest: {added}"),
            ({ } entry, null) => file.Remove(entry),
            ({ Value: YamlNode.Scalar old }, { } changed) => Rewrite(old, changed),
            _ => null,
        };
}
