using System.Collections.Frozen;
using ContinuousDeploy.Core.Manifests.Yaml;

namespace ContinuousDeploy.Core.Pins;

/// <summary>The common ways of the field to write which version is installed.</summary>
internal static class PinShapes
{
    /// <summary>Names and notes given to objects; a version in them installs nothing.</summary>
    private static readonly FrozenSet<string> Notes = new[]
    {
        "labels", "annotations", "matchLabels", "commonLabels", "commonAnnotations", "podLabels", "podAnnotations",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The version in a value of a document, or null.</summary>
    public static PinnedVersion? VersionOf(YamlLeaf leaf)
    {
        var text = leaf.Value.Text;
        if (leaf.Value.Form == ScalarForm.Block || IsNote(leaf))
        {
            return null;
        }

        // The new value of a patch, or all there is in the file.
        var isAlone = leaf.Key == "value" || (leaf.Path.IsEmpty && PinFileKinds.IsBare(leaf.Value.At.File));
        return isAlone && VersionText.IsSemantic(text) ? new PinnedVersion(text, null) : Declared(DeclaredBy(leaf), text, leaf) ?? Evident(text, leaf.Siblings is null);
    }

    /// <summary>The version in a line <c>key: value</c> of text that is no YAML.</summary>
    public static PinnedVersion? VersionOf(string key, string text) => Declared(KeyKinds.Of(key), text, null) ?? Evident(text, false);

    /// <summary>What stays of an item of a list when its version changes, or null where it has none.</summary>
    public static string? NameOfItem(string text) =>
        AddressVersion.In(text, true) is var (start, _) ? text[..start] : ImageReference.Parse(text)?.Name;

    /// <summary>The digest that stands in a line of its own beside a tag.</summary>
    public static YamlNode.Scalar? DigestBeside(YamlLeaf leaf) =>
        leaf.Beside("digest") is YamlNode.Scalar digest
        && PinGrammar.IsDigest(digest.Text)
        && !ReferenceEquals(digest, leaf.Value)
        && KeyKinds.Of(leaf.Key) is KeyKind.Tag or KeyKind.Version
            ? digest
            : null;

    /// <summary>A digest beside a tag belongs to the tag's pin.</summary>
    public static bool IsDigestBeside(YamlLeaf leaf) =>
        leaf.Key == "digest"
        && (leaf.Beside("tag") ?? leaf.Beside("newTag") ?? leaf.Beside("imageTag")) is YamlNode.Scalar { IsNull: false };

    /// <summary>A pair of name and value, or a patch's path and value, declare with the name what the value is.</summary>
    private static KeyKind DeclaredBy(YamlLeaf leaf)
    {
        if (leaf.Key != "value")
        {
            var kind = KeyKinds.Of(leaf.Key);
            return leaf.Siblings is not null || kind == KeyKind.Image ? kind : KeyKind.Other;
        }

        var name = (leaf.Beside("name") ?? leaf.Beside("path")) as YamlNode.Scalar;
        return name is null ? KeyKind.Other : KeyKinds.Of(name.Text[(name.Text.LastIndexOf('/') + 1)..]);
    }

    private static PinnedVersion? Declared(KeyKind kind, string text, YamlLeaf? leaf)
    {
        var (version, digest) = VersionText.SplitDigest(text);
        var accepted = kind switch
        {
            KeyKind.Version => VersionText.IsTagWithDigit(version) && !IsKindOfObject(leaf),
            KeyKind.Tag => VersionText.IsTag(version) && version is not ("true" or "false" or "null"),
            KeyKind.Revision => VersionText.IsTag(version.Replace('/', '-')) && !IsNumber(version),
            KeyKind.Commit => VersionText.IsCommit(version) || PinGrammar.IsDigest(version),
            KeyKind.Channel => VersionText.IsTagWithDigit(version) && version.AsSpan().ContainsAny('.', '-'),
            KeyKind.Image => false,
            KeyKind.Other => false,
        };
        return accepted
            ? new PinnedVersion(version, digest ?? (PinGrammar.IsDigest(version) ? version : null))
            : kind == KeyKind.Image ? Image(text) : null;
    }

    /// <summary>The registry before an image is often a variable of a template; the tag then counts by itself.</summary>
    private static PinnedVersion? Image(string text) =>
        (ImageReference.Parse(text) ?? ImageReference.Parse(text[(text.LastIndexOf('/') + 1)..]))?.Version;

    /// <summary>A version that shows itself, whatever key it stands under.</summary>
    private static PinnedVersion? Evident(string text, bool isItem)
    {
        if (AddressVersion.In(text, isItem) is var (start, end))
        {
            return new PinnedVersion(text[start..end], null);
        }

        // Behind an option or a name: --reloader-image=registry.example/reloader:1.2, app=registry.example/app:1.2.
        return ImageReference.Parse(text[(text.IndexOf('=') + 1)..]) is { IsCertain: true } image ? image.Version : null;
    }

    private static bool IsNote(YamlLeaf leaf) =>
        leaf.Path.Any(step => step.Key is { } key && (Notes.Contains(key) || key.Contains('/')));

    /// <summary>Group, version and kind name a type of object, as in the target of a patch.</summary>
    private static bool IsKindOfObject(YamlLeaf? leaf) =>
        leaf?.Beside("kind") is not null && leaf.Beside("apiVersion") is null;

    private static bool IsNumber(string text) => text.All(char.IsAsciiDigit);
}
