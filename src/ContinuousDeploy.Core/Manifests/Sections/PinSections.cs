using System.Collections.Immutable;
using ContinuousDeploy.Core.Manifests.Yaml;
using ContinuousDeploy.Core.Pins;

namespace ContinuousDeploy.Core.Manifests.Sections;

/// <summary>Reads what stands with a pin: version, digest, hold and quarantine.</summary>
public static class PinSections
{
    private const int LongestName = 100;

    private static readonly KeySet HoldKeys = KeySet.Of("reason", "by", "since");
    private static readonly KeySet QuarantineKeys = KeySet.Of("version", "reason", "by", "since");

    public static string? Version(YamlNode node, ProblemList problems) => Visible(node, "version", problems)
        ? Value.Checked(
            node, "version", PinGrammar.IsVersion, "invalid-version", PinGrammar.VersionInWords, problems)
        : null;

    public static string? Digest(YamlNode node, ProblemList problems) => Visible(node, "digest", problems)
        ? Value.Checked(node, "digest", PinGrammar.IsDigest, "invalid-digest", PinGrammar.DigestInWords, problems)
        : null;

    public static Hold? Hold(YamlNode node, ProblemList problems) =>
        Section.Open(node, "hold", HoldKeys, problems) is { } section && Note(section, problems) is { } note
            ? new Hold(note.Reason, note.By, note.Since)
            : null;

    /// <summary>The quarantined versions; null where an entry is wrong.</summary>
    public static ImmutableArray<Quarantine>? QuarantineList(YamlNode node, ProblemList problems)
    {
        if (Value.List(node, "quarantine", problems) is not { } items)
        {
            return null;
        }

        var entries = items.Select(item => QuarantineEntry(item, problems)).ToList();
        return entries.TrueForAll(entry => entry is not null) ? [.. entries.OfType<Quarantine>()] : null;
    }

    /// <summary>One quarantined version.</summary>
    public static Quarantine? QuarantineEntry(YamlNode node, ProblemList problems)
    {
        if (Section.Open(node, "an entry of quarantine", QuarantineKeys, problems) is not { } section)
        {
            return null;
        }

        var version = section.Require("version", "version: 1.5.0") is { } text ? Version(text, problems) : null;
        return Note(section, problems) is { } note && version is not null
            ? new Quarantine(version, note.Reason, note.By, note.Since)
            : null;
    }

    private static (string Reason, string By, DateTimeOffset Since)? Note(Section section, ProblemList problems)
    {
        var reason = section.Require("reason", "reason: 1.5.0 failed smoke") is { } why
            ? Value.Text(why, "reason", problems)
            : null;
        var by = section.Require("by", "by: octocat") is { } who
            ? Value.Checked(
                who, "name", text => text.Length <= LongestName, "invalid-name", "at most 100 characters", problems)
            : null;
        var since = section.Require("since", "since: 2026-11-22T10:00:00Z") is { } when
            ? Value.Moment(when, "time", problems)
            : null;
        return reason is null || by is null || since is null ? null : (reason, by, since.Value);
    }

    /// <summary>A version in escapes or over several lines could read otherwise than it looks in a diff.</summary>
    private static bool Visible(YamlNode node, string what, ProblemList problems)
    {
        if (node is not YamlNode.Scalar { IsNull: false, IsVerbatim: false })
        {
            return true;
        }

        problems.Add(
            node.At,
            $"invalid-{what}",
            $"The {what} is not written as it is read.",
            "Write it on one line without escapes.");
        return false;
    }
}
