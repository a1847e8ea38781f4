using System.Collections.Frozen;
using System.Text;

namespace ContinuousDeploy.Core.Pins;

/// <summary>What a key promises about its value.</summary>
public enum KeyKind
{
    /// <summary>Nothing.</summary>
    Other,

    /// <summary>A version: <c>version</c>, <c>appVersion</c>, <c>KUBERNETES_VERSION</c>.</summary>
    Version,

    /// <summary>A tag of an image or of a repository: <c>newTag</c>, <c>image_tag</c>.</summary>
    Tag,

    /// <summary>A reference to an image.</summary>
    Image,

    /// <summary>A commit or a digest.</summary>
    Commit,

    /// <summary>A branch, tag or commit that is followed: <c>targetRevision</c>.</summary>
    Revision,

    /// <summary>A channel of versions, as an operator subscription has it.</summary>
    Channel,
}

/// <summary>Reads the kind from a key's words, however they are joined.</summary>
public static class KeyKinds
{
    private const int LongestKey = 128;

    private static readonly FrozenDictionary<string, KeyKind> LastWords = new Dictionary<string, KeyKind>
    {
        ["version"] = KeyKind.Version,
        ["tag"] = KeyKind.Tag,
        ["image"] = KeyKind.Image,
        ["images"] = KeyKind.Image,
        ["digest"] = KeyKind.Commit,
        ["sha"] = KeyKind.Commit,
        ["hash"] = KeyKind.Commit,
        ["commit"] = KeyKind.Commit,
        ["revision"] = KeyKind.Revision,
        ["ref"] = KeyKind.Revision,
        ["semver"] = KeyKind.Version,
        ["csv"] = KeyKind.Version,
        ["channel"] = KeyKind.Channel,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Words before "version" that make it the version of a format, a protocol or a limit.</summary>
    private static readonly FrozenSet<string> OtherVersions = new[]
    {
        "api", "schema", "config", "manifest", "min", "max", "minimum", "maximum", "tls", "resource", "format", "ip",
        "http", "lockfile", "protocol", "stored", "served", "observed", "kube", "file",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static KeyKind Of(string key)
    {
        if (key.Length > LongestKey)
        {
            return KeyKind.Other;
        }

        return Words(key) switch
        {
            [.., var before, "version"] when OtherVersions.Contains(before) => KeyKind.Other,
            [.., not "git", "ref"] => KeyKind.Other,
            [.., var last] => LastWords.GetValueOrDefault(last),
            [] => KeyKind.Other,
        };
    }

    /// <summary>
    /// <c>imageTag</c>, <c>image_tag</c>, <c>image.tag</c> and <c>IMAGE_TAG</c> are all image and tag.
    /// </summary>
    private static List<string> Words(string key)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (var index = 0; index < key.Length; index++)
        {
            var character = key[index];
            var isBreak = !char.IsLetterOrDigit(character);
            var isHump = char.IsUpper(character) && index > 0 && !char.IsUpper(key[index - 1]);
            if ((isBreak || isHump) && word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }

            if (!isBreak)
            {
                word.Append(char.ToLowerInvariant(character));
            }
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return words;
    }
}
