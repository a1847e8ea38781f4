using System.Collections.Immutable;
using ContinuousDeploy.Core.Manifests.Sections;
using ContinuousDeploy.Core.Manifests.Yaml;
using ContinuousDeploy.Core.Pins;

namespace ContinuousDeploy.Core.Manifests.Editing;

/// <summary>
/// Changes a pin's or an application's file by the fewest lines: comments, order, quoting and line endings stay. Every
/// result is read back; a file where the edit would mean anything else is refused.
/// </summary>
public static class ManifestEdit
{
    /// <summary>Sets the version and the digest of a pin's file; a pin without digest loses the line it had.</summary>
    public static EditOutcome SetVersion(string path, string text, PinnedVersion version)
    {
        Require(PinGrammar.IsVersion(version.Version), version.Version);
        Require(version.Digest is null || PinGrammar.IsDigest(version.Digest), version.Digest);
        return Edit(path, text, file => VersionEdit.Changes(file, version), ["version", "digest"], (_, after) =>
            Text(after, "version") == version.Version && Text(after, "digest") == version.Digest);
    }

    /// <summary>
    /// Writes a hold to a pin's file, in place of one that is there. The reason is cut to one line of 200 characters.
    /// </summary>
    public static EditOutcome WriteHold(string path, string text, Hold hold)
    {
        var written = hold with
        {
            Reason = ScalarText.Reason(hold.Reason),
            By = ScalarText.Reason(hold.By),
            Since = NoteLines.WholeSeconds(hold.Since),
        };
        return Edit(path, text, file => HoldEdit.Write(file, written), ["hold"], (_, after) =>
            after.Find("hold") is { } entry && PinSections.Hold(entry.Value, new ProblemList()) == written);
    }

    /// <summary>Takes the hold out of a pin's file.</summary>
    public static EditOutcome RemoveHold(string path, string text) =>
        Edit(path, text, HoldEdit.Remove, ["hold"], (_, after) => after.Find("hold") is null);

    /// <summary>Adds a version to the quarantine of an application's file, unless it is there already.</summary>
    public static EditOutcome AddQuarantine(string path, string text, Quarantine quarantine)
    {
        Require(PinGrammar.IsVersion(quarantine.Version), quarantine.Version);
        var written = quarantine with
        {
            Reason = ScalarText.Reason(quarantine.Reason),
            By = ScalarText.Reason(quarantine.By),
            Since = NoteLines.WholeSeconds(quarantine.Since),
        };
        return Edit(path, text, file => QuarantineEdit.Add(file, written), ["quarantine"],
            (before, after) => Entries(before).Any(entry => IsOf(entry, written.Version))
                ? Same(Entries(before), Entries(after))
                : Same(Entries(before), Entries(after).SkipLast(1)) && Reads(Entries(after).LastOrDefault(), written));
    }

    /// <summary>Takes a version out of the quarantine of an application's file.</summary>
    public static EditOutcome RemoveQuarantine(string path, string text, string version) =>
        Edit(path, text, file => QuarantineEdit.Remove(file, version), ["quarantine"], (before, after) =>
            Same(Entries(before).Where(entry => !IsOf(entry, version)), Entries(after)));

    /// <param name="touched">The only keys that may differ afterwards.</param>
    /// <param name="isIntended">Whether the file then says what was asked for.</param>
    private static EditOutcome Edit(
        string path,
        string text,
        Func<EditableFile, ImmutableArray<TextChange>?> changes,
        ImmutableArray<string> touched,
        Func<YamlNode.Mapping, YamlNode.Mapping, bool> isIntended)
    {
        if (EditableFile.Open(path, text, out var problem) is not { } file)
        {
            return new EditOutcome.Refused(problem!);
        }

        if (changes(file) is { } found
            && TextChange.Apply(text, found) is { } edited
            && EditableFile.Open(path, edited, out _) is { } result
            && isIntended(file.Root, result.Root)
            && SameElsewhere(file.Root, result.Root, touched))
        {
            return new EditOutcome.Edited(edited);
        }

        return new EditOutcome.Refused(EditableFile.CannotEdit(file.Root.At));
    }

    private static bool SameElsewhere(YamlNode.Mapping before, YamlNode.Mapping after, ImmutableArray<string> touched)
    {
        var (left, right) = (Untouched(before, touched), Untouched(after, touched));
        return left.Count == right.Count && left.Zip(right).All(pair => pair.First.Means(pair.Second));
    }

    private static List<YamlEntry> Untouched(YamlNode.Mapping root, ImmutableArray<string> touched) =>
        [.. root.Entries.Where(entry => !touched.Contains(entry.Key.Text))];

    private static string? Text(YamlNode.Mapping root, string key) =>
        root.Find(key)?.Value is YamlNode.Scalar { IsNull: false } scalar ? scalar.Text : null;

    private static ImmutableArray<YamlNode> Entries(YamlNode.Mapping root) =>
        root.Find("quarantine")?.Value is YamlNode.Sequence list ? list.Items : [];

    private static bool Same(IEnumerable<YamlNode> left, IEnumerable<YamlNode> right)
    {
        List<YamlNode> others = [.. right];
        List<YamlNode> nodes = [.. left];
        return nodes.Count == others.Count && nodes.Zip(others).All(pair => pair.First.Means(pair.Second));
    }

    private static bool IsOf(YamlNode entry, string version) =>
        entry is YamlNode.Mapping mapping && Text(mapping, "version") == version;

    private static bool Reads(YamlNode? entry, Quarantine written) =>
        entry is not null && PinSections.QuarantineEntry(entry, new ProblemList()) == written;

    private static void Require(bool isValid, string? text)
    {
        if (!isValid)
        {
            throw new ArgumentException($"{Excerpt.Of(text ?? string.Empty)} cannot be pinned.");
        }
    }
}
