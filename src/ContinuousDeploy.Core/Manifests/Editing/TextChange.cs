namespace ContinuousDeploy.Core.Manifests.Editing;

/// <summary>One piece of a text replaced by another.</summary>
/// <param name="Start">Offset of the first character that goes.</param>
/// <param name="End">Offset behind the last character that goes.</param>
internal sealed record TextChange(int Start, int End, string Replacement)
{
    /// <summary>The text with the changes made; null where two of them touch the same place.</summary>
    public static string? Apply(string text, IEnumerable<TextChange> changes)
    {
        var untouchedFrom = text.Length;
        foreach (var change in changes.OrderByDescending(change => change.Start))
        {
            if (change.End > untouchedFrom)
            {
                return null;
            }

            text = string.Concat(text.AsSpan(0, change.Start), change.Replacement, text.AsSpan(change.End));
            untouchedFrom = change.Start;
        }

        return text;
    }
}
