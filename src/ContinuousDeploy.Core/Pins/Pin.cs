namespace ContinuousDeploy.Core.Pins;

/// <summary>What to run: a version and, where it is given, the digest of its artifact.</summary>
/// <param name="Version">As pinned, for example <c>1.4.1</c>.</param>
/// <param name="Digest"><c>sha256:</c> and 64 lower-case hexadecimal digits, or null where the pin has none.</param>
public sealed record PinnedVersion(string Version, string? Digest)
{
    public override string ToString() => Version;
}

/// <summary>A stage that no automation may change until a person lifts it. Lives in the pin's file.</summary>
public sealed record Hold(string Reason, string By, DateTimeOffset Since);

/// <summary>
/// A version that must not be deployed anywhere until a person lifts it. Lives in the application's file.
/// </summary>
public sealed record Quarantine(string Version, string Reason, string By, DateTimeOffset Since);

/// <summary>The pin of one stage in Git.</summary>
/// <param name="At">Where the version stands: file, line and column of its value.</param>
public sealed record Pin(PinnedVersion Version, Hold? Hold, Position At);
