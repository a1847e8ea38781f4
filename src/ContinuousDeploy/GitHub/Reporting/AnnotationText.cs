using System.Collections.Immutable;
using ContinuousDeploy.Core.Reports;
using Octokit;

namespace ContinuousDeploy.GitHub.Reporting;

/// <summary>An annotation within GitHub's sizes.</summary>
public sealed record AnnotationText(string Path, int Line, CheckAnnotationLevel Level, string Title, string Message)
{
    /// <summary>More in one call are refused; a further call adds its own to those that are there.</summary>
    public const int MostInOneCall = 50;

    private const int MostTitleBytes = 255;
    private const int MostMessageBytes = 64 * 1024;

    public static AnnotationText Of(Annotation note, Redaction redaction) => new(
        note.At.File,
        Math.Max(1, note.At.Line),
        LevelOf(note.Level),
        ByteLimit.Cut(redaction.Clean(note.Title), MostTitleBytes, "…"),
        ByteLimit.Cut(redaction.Clean(note.Message), MostMessageBytes, "…"));

    /// <summary>Those of the wanted that a run does not have yet.</summary>
    public static ImmutableArray<AnnotationText> Missing(
        ImmutableArray<AnnotationText> wanted, IReadOnlyList<CheckRunAnnotation> present)
    {
        var left = present
            .GroupBy(note => (note.Path, note.StartLine, note.Title, note.Message))
            .ToDictionary(same => same.Key, same => same.Count());
        var missing = ImmutableArray.CreateBuilder<AnnotationText>();
        foreach (var note in wanted)
        {
            var key = (note.Path, note.Line, note.Title, note.Message);
            if (left.TryGetValue(key, out var count) && count > 0)
            {
                left[key] = count - 1;
            }
            else
            {
                missing.Add(note);
            }
        }

        return missing.DrainToImmutable();
    }

    public NewCheckRunAnnotation ToRequest() => new(Path, Line, Line, Level, Message) { Title = Title };

    private static CheckAnnotationLevel LevelOf(AnnotationLevel level) => level switch
    {
        AnnotationLevel.Notice => CheckAnnotationLevel.Notice,
        AnnotationLevel.Warning => CheckAnnotationLevel.Warning,
        AnnotationLevel.Failure => CheckAnnotationLevel.Failure,
    };
}
