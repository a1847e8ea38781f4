using System.Collections.Immutable;
using System.Globalization;

namespace ContinuousDeploy.Core.Pins;

/// <summary>
/// A place inside files: keys with dots between, <c>[*]</c> or <c>[2]</c> for items of lists, <c>*</c> for any key and
/// <c>**</c> for any number of steps.
/// </summary>
public sealed class PathPattern
{
    /// <summary>The rule in words, for messages.</summary>
    public const string InWords = "keys with dots between, [*] for every item of a list and ** for any steps";

    private const string AnyKey = "*";
    private const string AnySteps = "**";
    private const int AnyIndex = -2;
    private const int MostParts = 20;

    private readonly ImmutableArray<PathStep> parts;

    private PathPattern(ImmutableArray<PathStep> parts) => this.parts = parts;

    /// <summary>Reads a pattern; null where the text is none.</summary>
    public static PathPattern? Parse(string text)
    {
        var parts = ImmutableArray.CreateBuilder<PathStep>();
        foreach (var segment in text.Split('.'))
        {
            var bracket = segment.IndexOf('[');
            var key = bracket < 0 ? segment : segment[..bracket];
            if (key.Length == 0 ? bracket < 0 || parts.Count > 0 : key.Contains(']'))
            {
                return null;
            }

            if (key.Length > 0)
            {
                parts.Add(PathStep.To(key));
            }

            if (bracket >= 0 && !AddItems(segment[bracket..], parts))
            {
                return null;
            }
        }

        return parts.Count is > 0 and <= MostParts ? new PathPattern(parts.ToImmutable()) : null;
    }

    /// <summary>Whether a path is such a place. Takes time in proportion to both lengths.</summary>
    public bool Matches(ImmutableArray<PathStep> path)
    {
        // reached[i]: the parts so far match the first i steps.
        var reached = new bool[path.Length + 1];
        reached[0] = true;
        foreach (var part in parts)
        {
            reached = part.Key == AnySteps ? FromFirst(reached) : Advance(reached, part, path);
        }

        return reached[path.Length];
    }

    private static bool[] FromFirst(bool[] reached)
    {
        var first = Array.IndexOf(reached, true);
        return [.. reached.Select((_, index) => first >= 0 && index >= first)];
    }

    private static bool[] Advance(bool[] reached, PathStep part, ImmutableArray<PathStep> path) =>
        [false, .. path.Select((step, index) => reached[index] && IsStep(part, step))];

    private static bool IsStep(PathStep part, PathStep step) => part.Key is null
        ? step.Key is null && (part.Index == AnyIndex || part.Index == step.Index)
        : step.Key is not null && (part.Key == AnyKey || part.Key == step.Key);

    private static bool AddItems(string brackets, ImmutableArray<PathStep>.Builder parts)
    {
        foreach (var item in brackets.Split('[').Skip(1))
        {
            if (item == "*]")
            {
                parts.Add(PathStep.At(AnyIndex));
            }
            else if (item.EndsWith(']')
                && int.TryParse(item[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                parts.Add(PathStep.At(index));
            }
            else
            {
                return false;
            }
        }

        return true;
    }
}
