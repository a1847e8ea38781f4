namespace ContinuousDeploy.Core.Manifests.Editing;

/// <summary>One piece of a text replaced by another.</summary>
/// <param name="Start">Offset of the first character that goes.</param>
/// <param name="End">Offset behind the last character that goes.</param>
internal sealed record TextChange(int Start, int End, string Replacement)
{
    public static string Apply(string text, IEnumerable<TextChange> changes) => changes
        .OrderByDescending(change => change.Start)
        .Aggregate(text, (edited, change) => string.Concat(
            edited.AsSpan(0, change.Start), change.Replacement, edited.AsSpan(change.End)));
}
