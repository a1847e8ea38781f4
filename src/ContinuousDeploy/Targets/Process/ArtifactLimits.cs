namespace ContinuousDeploy.Targets.Process;

/// <summary>How large an artifact may be, so that a broken or hostile one fills neither disk nor memory.</summary>
/// <param name="PackedBytes">The archive as it is stored.</param>
/// <param name="UnpackedBytes">Everything that comes out of it, the archive's own headers included.</param>
/// <param name="Entries">Files and folders.</param>
/// <param name="Ratio">Unpacked bytes for each packed byte; looked at from <paramref name="RatioFrom"/> bytes on.</param>
public sealed record ArtifactLimits(long PackedBytes, long UnpackedBytes, int Entries, int Ratio, long RatioFrom)
{
    public static ArtifactLimits Standard { get; } = new(
        PackedBytes: 1L << 30, UnpackedBytes: 4L << 30, Entries: 50_000, Ratio: 200, RatioFrom: 64L << 20);
}

/// <summary>The artifact is bad, whatever is tried again: one sentence for people, which repeats nothing of it.</summary>
internal sealed class BadArtifactException(string reason) : Exception(reason);
