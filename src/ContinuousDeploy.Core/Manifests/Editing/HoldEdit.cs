using System.Collections.Immutable;
using ContinuousDeploy.Core.Pins;

namespace ContinuousDeploy.Core.Manifests.Editing;

/// <summary>Writes and removes holds.</summary>
internal static class HoldEdit
{
    public static ImmutableArray<TextChange>? Write(EditableFile file, Hold hold)
    {
        var note = NoteLines.Of(hold.Reason, hold.By, hold.Since);
        ImmutableArray<string> lines = ["hold:", .. EditableFile.Indented(note, 2)];
        var value = NoteLines.InBraces(note);
        if (file.Root.Find("hold") is { } existing)
        {
            return file.Replace(existing, lines, value) is { } change ? [change] : null;
        }

        var after = file.Root.Find("digest") ?? file.Root.Find("version") ?? file.Root.Entries[^1];
        return [file.Insert(after, lines, $"hold: {value}")];
    }

    public static ImmutableArray<TextChange>? Remove(EditableFile file)
    {
        if (file.Root.Find("hold") is not { } entry)
        {
            return [];
        }

        return file.Remove(entry) is { } change ? [change] : null;
    }
}
