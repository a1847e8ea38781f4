using ContinuousDeploy.Core.Pins;

namespace ContinuousDeploy.Core.Planning;

/// <summary>What putting one version in the place of another is called.</summary>
public static class VersionChange
{
    /// <returns>Null where both are the same, or neither is there.</returns>
    public static ChangeKind? Of(PinnedVersion? from, PinnedVersion? to) => (from, to) switch
    {
        (null, null) => null,
        (null, _) => ChangeKind.Added,
        (_, null) => ChangeKind.Removed,
        _ when from == to => null,
        _ when from.Version == to.Version => ChangeKind.Digest,
        _ => Direction(from.Version, to.Version),
    };

    private static ChangeKind Direction(string from, string to) =>
        SemanticVersion.TryParse(from, out var before) && SemanticVersion.TryParse(to, out var after)
            ? after.ComparePrecedence(before) switch
            {
                > 0 => ChangeKind.Upgraded,
                < 0 => ChangeKind.Downgraded,
                0 => ChangeKind.Changed,
            }
            : ChangeKind.Changed;
}
