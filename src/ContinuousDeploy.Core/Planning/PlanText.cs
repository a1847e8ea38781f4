using ContinuousDeploy.Core.Pins;

namespace ContinuousDeploy.Core.Planning;

/// <summary>Words of a plan that its renderings share.</summary>
public static class PlanText
{
    private const int ShownDigits = 12;

    /// <summary>The kind in lower case, as in JSON.</summary>
    public static string Kind(ChangeKind kind) => kind switch
    {
        ChangeKind.Added => "added",
        ChangeKind.Removed => "removed",
        ChangeKind.Upgraded => "upgraded",
        ChangeKind.Downgraded => "downgraded",
        ChangeKind.Changed => "changed",
        ChangeKind.Digest => "digest",
        ChangeKind.Held => "held",
        ChangeKind.Resumed => "resumed",
        ChangeKind.Settings => "settings",
    };

    /// <summary>The kind for people: a downgrade stands out, a setting has its name.</summary>
    public static string Label(PlannedChange change) => change switch
    {
        { Kind: ChangeKind.Downgraded } => "DOWNGRADED",
        { Kind: ChangeKind.Settings, Path: not "" } => $"settings: {change.Path}",
        _ => Kind(change.Kind),
    };

    /// <summary>A version, with the start of its digest where the other has the same version.</summary>
    public static string? Version(PinnedVersion? version, PinnedVersion? other) => version switch
    {
        null => null,
        { Digest: { } digest } when version.Version == other?.Version && digest != other.Digest =>
            $"{version.Version} ({digest["sha256:".Length..][..ShownDigits]})",
        _ => version.Version,
    };

    /// <summary>One line: how many changes of which kind, and whether anything is wrong.</summary>
    public static string Verdict(Plan plan)
    {
        var kinds = plan.Changes
            .GroupBy(change => change.Kind)
            .OrderBy(group => group.Key)
            .Select(group => $"{group.Count()} {Kind(group.Key)}");
        var changes = plan.Changes.IsEmpty
            ? "Nothing changes."
            : $"{Count(plan.Changes.Length, "change")}: {string.Join(", ", kinds)}.";
        return plan.Problems.IsEmpty
            ? changes
            : $"{Count(plan.Problems.Length, "problem")} to fix before this can be merged. {changes}";
    }

    private static string Count(int number, string thing) => number == 1 ? $"1 {thing}" : $"{number} {thing}s";
}
