using System.Collections.Immutable;
using ContinuousDeploy.Core.Manifests.Yaml;

namespace ContinuousDeploy.Core.Manifests.Editing;

/// <summary>
/// A file whose content is one mapping, and the edits that add, replace and remove its keys by whole lines, or inside
/// its braces.
/// </summary>
internal sealed class EditableFile
{
    private readonly string lineBreak;

    private EditableFile(string text, YamlNode.Mapping root)
    {
        (Text, Root) = (text, root);
        lineBreak = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
    }

    public string Text { get; }

    public YamlNode.Mapping Root { get; }

    /// <summary>The file, or why it cannot be edited.</summary>
    public static EditableFile? Open(string path, string text, out Problem? problem)
    {
        var yaml = YamlReader.Read(path, text, YamlDialect.Strict);
        problem = yaml.Problems.FirstOrDefault();
        if (problem is null && yaml.Documents is not [YamlNode.Mapping { Entries.Length: > 0 }])
        {
            problem = CannotEdit(new Position(path, 0, 0));
        }

        return problem is null ? new EditableFile(text, (YamlNode.Mapping)yaml.Documents[0]) : null;
    }

    public static Problem CannotEdit(Position at) => new(
        at,
        "cannot-edit",
        "The bot cannot change this file without touching more of it than was asked for.",
        "Make the change by hand, or write the file in plain block style.");

    /// <summary>Adds a key behind another.</summary>
    /// <param name="lines">The key and its value in block style, without the file's own indentation.</param>
    /// <param name="flow">The same inside braces.</param>
    public TextChange Insert(YamlEntry after, ImmutableArray<string> lines, string flow) => Root.IsFlow
        ? new TextChange(after.Value.End, after.Value.End, $", {flow}")
        : InsertLines(after.Value.End, Indented(lines, Root.At.Column - 1));

    /// <summary>
    /// Adds whole lines behind the line that holds an offset. A missing last line break stays missing.
    /// </summary>
    public TextChange InsertLines(int offset, IEnumerable<string> lines)
    {
        var next = NextLine(offset);
        var block = string.Join(lineBreak, lines);
        return EndsLine(next)
            ? new TextChange(next, next, block + lineBreak)
            : new TextChange(next, next, lineBreak + block);
    }

    /// <summary>Writes a key anew where it stands.</summary>
    public TextChange? Replace(YamlEntry entry, ImmutableArray<string> lines, string flowValue)
    {
        if (Root.IsFlow)
        {
            return new TextChange(entry.Value.Start, entry.Value.End, flowValue);
        }

        if (!StartsLine(entry.Key.Start))
        {
            return null;
        }

        var next = NextLine(entry.Value.End);
        var block = string.Join(lineBreak, Indented(lines, Root.At.Column - 1));
        return new TextChange(LineStart(entry.Key.Start), next, EndsLine(next) ? block + lineBreak : block);
    }

    /// <summary>Takes a key and its value out.</summary>
    public TextChange? Remove(YamlEntry entry)
    {
        if (!Root.IsFlow)
        {
            return RemoveLines(entry.Key.Start, entry.Value.End);
        }

        var index = Root.Entries.IndexOf(entry);
        int? previous = index > 0 ? Root.Entries[index - 1].Value.End : null;
        int? following = index + 1 < Root.Entries.Length ? Root.Entries[index + 1].Key.Start : null;
        return RemoveBetweenCommas(previous, entry.Key.Start, entry.Value.End, following);
    }

    /// <summary>
    /// Takes out the whole lines from one offset to another; null where the first line begins with something else.
    /// </summary>
    public TextChange? RemoveLines(int start, int end)
    {
        if (!StartsLine(start))
        {
            return null;
        }

        var (first, next) = (LineStart(start), NextLine(end));
        if (!EndsLine(next) && first > 0)
        {
            first -= first > 1 && Text[first - 2] == '\r' ? 2 : 1;
        }

        return new TextChange(first, next, string.Empty);
    }

    /// <summary>Takes an item of a list or mapping in brackets out, with the comma that goes with it.</summary>
    public static TextChange RemoveBetweenCommas(int? previousEnd, int start, int end, int? followingStart) =>
        previousEnd is { } from
            ? new TextChange(from, end, string.Empty)
            : new TextChange(start, followingStart ?? end, string.Empty);

    public int Column(int offset) => offset - LineStart(offset);

    public static IEnumerable<string> Indented(IEnumerable<string> lines, int columns) =>
        lines.Select(line => new string(' ', columns) + line);

    private int LineStart(int offset) => offset == 0 ? 0 : Text.LastIndexOf('\n', offset - 1) + 1;

    private int NextLine(int offset) => Text.IndexOf('\n', offset) is var found and >= 0 ? found + 1 : Text.Length;

    private bool EndsLine(int offset) => offset > 0 && Text[offset - 1] == '\n';

    private bool StartsLine(int offset) =>
        Text.AsSpan(LineStart(offset), offset - LineStart(offset)).IndexOfAnyExcept(' ') < 0;
}
