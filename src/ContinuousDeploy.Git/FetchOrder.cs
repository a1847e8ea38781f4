namespace ContinuousDeploy.Git;

/// <summary>One fetch as it is told to the process that does it. It holds a token: it is given on standard input alone.</summary>
/// <param name="Origin">The configured server: scheme, host and port.</param>
/// <param name="Token">A token that can read the repository; null for a public one.</param>
/// <param name="Folder">The mirror's absolute path.</param>
/// <param name="Bytes">What may be received.</param>
/// <param name="Anew">Whether everything is fetched beside the mirror and then takes its place.</param>
/// <param name="Tidy">Whether an earlier fetch may have left lock files and half packs behind.</param>
public sealed record FetchOrder(
    string Origin, string Owner, string Name, string? Token, string Folder, long Bytes, bool Anew, bool Tidy)
{
    /// <summary>Without the token.</summary>
    public override string ToString() => $"the fetch of {Owner}/{Name}";
}
