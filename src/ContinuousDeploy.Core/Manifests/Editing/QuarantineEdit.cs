using System.Collections.Immutable;
using ContinuousDeploy.Core.Manifests.Yaml;
using ContinuousDeploy.Core.Pins;

namespace ContinuousDeploy.Core.Manifests.Editing;

/// <summary>Adds and removes entries of the quarantine, in the style the list has.</summary>
internal static class QuarantineEdit
{
    public static ImmutableArray<TextChange>? Add(EditableFile file, Quarantine quarantine)
    {
        ImmutableArray<string> lines =
        [
            $"version: {ScalarText.Of(quarantine.Version)}",
            .. NoteLines.Of(quarantine.Reason, quarantine.By, quarantine.Since),
        ];
        var braces = NoteLines.InBraces(lines);
        return file.Root.Find("quarantine")?.Value switch
        {
            null => [file.Insert(file.Root.Entries[^1], NewList(lines), $"quarantine: [{braces}]")],
            YamlNode.Sequence list when list.Items.Any(item => IsOf(item, quarantine.Version)) => [],
            YamlNode.Sequence { IsFlow: true, Items: [.., var last] } =>
                [new TextChange(last.End, last.End, $", {braces}")],
            YamlNode.Sequence { IsFlow: true } empty => [new TextChange(empty.Start, empty.End, $"[{braces}]")],
            YamlNode.Sequence list => [AppendLines(file, list, lines, braces)],
            _ => null,
        };
    }

    public static ImmutableArray<TextChange>? Remove(EditableFile file, string version)
    {
        if (file.Root.Find("quarantine") is not { Value: YamlNode.Sequence list } entry
            || !list.Items.Any(item => IsOf(item, version)))
        {
            return [];
        }

        var remaining = list.Items.RemoveAll(item => IsOf(item, version));
        var changes = remaining.IsEmpty
            ? [file.Remove(entry)]
            : list.Items.Where(item => IsOf(item, version)).Select(item => RemoveItem(file, list, item)).ToList();
        return changes.Contains(null) ? null : [.. changes.OfType<TextChange>()];
    }

    private static bool IsOf(YamlNode item, string version) =>
        item is YamlNode.Mapping mapping
        && mapping.Find("version")?.Value is YamlNode.Scalar scalar
        && scalar.Text == version;

    private static ImmutableArray<string> NewList(ImmutableArray<string> lines) =>
        ["quarantine:", .. EditableFile.Indented(Item(lines), 2)];

    private static IEnumerable<string> Item(ImmutableArray<string> lines) =>
        lines.Select((line, index) => (index == 0 ? "- " : "  ") + line);

    private static TextChange AppendLines(
        EditableFile file, YamlNode.Sequence list, ImmutableArray<string> lines, string braces)
    {
        var last = list.Items[^1];
        var item = last is YamlNode.Mapping { IsFlow: true } ? [$"- {braces}"] : Item(lines);
        return file.InsertLines(last.End, EditableFile.Indented(item, file.Column(list.Start)));
    }

    private static TextChange? RemoveItem(EditableFile file, YamlNode.Sequence list, YamlNode item)
    {
        if (!list.IsFlow)
        {
            return Dash(file.Text, item.Start) is { } dash ? file.RemoveLines(dash, item.End) : null;
        }

        var index = list.Items.IndexOf(item);
        int? previous = index > 0 ? list.Items[index - 1].End : null;
        int? following = index + 1 < list.Items.Length ? list.Items[index + 1].Start : null;
        return EditableFile.RemoveBetweenCommas(previous, item.Start, item.End, following);
    }

    /// <summary>Where the dash before an item stands; null where something else is between them.</summary>
    private static int? Dash(string text, int itemStart)
    {
        var offset = text.AsSpan(0, itemStart).LastIndexOfAnyExcept(" \r\n");
        return offset >= 0 && text[offset] == '-' ? offset : null;
    }
}
