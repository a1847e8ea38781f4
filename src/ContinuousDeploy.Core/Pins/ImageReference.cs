namespace ContinuousDeploy.Core.Pins;

/// <summary>A reference to an image: <c>registry.example/team/app:1.2@sha256:…</c>, taken apart.</summary>
/// <param name="Tag">Null where there is only a digest.</param>
public sealed record ImageReference(string Name, string? Tag, string? Digest)
{
    private const int Longest = 400;
    private static readonly string[] Schemes = ["oci://", "docker://"];

    /// <summary>What is installed: the tag, or the digest where there is no tag.</summary>
    public PinnedVersion Version => new(Tag ?? Digest!, Digest);

    /// <summary>
    /// Whether the text can hardly be anything but an image: it has a digest, or a registry, or a tag that looks like a
    /// version.
    /// </summary>
    public bool IsCertain => Digest is not null
        || (Name.Contains('/')
            && (Name.AsSpan(0, Name.IndexOf('/')).ContainsAny('.', ':') || VersionText.IsNumbered(Tag!)));

    /// <summary>Takes a reference with a tag or a digest apart; null for any other text.</summary>
    public static ImageReference? Parse(string text)
    {
        foreach (var scheme in Schemes)
        {
            if (text.StartsWith(scheme, StringComparison.Ordinal))
            {
                text = text[scheme.Length..];
            }
        }

        var (rest, digest) = VersionText.SplitDigest(text);
        var colon = rest.LastIndexOf(':');
        var hasTag = colon > rest.LastIndexOf('/');
        var name = hasTag ? rest[..colon] : rest;
        var tag = hasTag ? rest[(colon + 1)..] : null;
        var isReference = text.Length <= Longest
            && IsName(name)
            && (tag is null ? digest is not null : VersionText.IsTag(tag));
        return isReference ? new ImageReference(name, tag, digest) : null;
    }

    private static bool IsName(string text) =>
        text.Length > 0
        && char.IsAsciiLetterOrDigit(text[0])
        && !text.Contains("//", StringComparison.Ordinal)
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-' or '/' or ':');
}
