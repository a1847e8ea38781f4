using System.Collections.Immutable;
using System.Globalization;

namespace ContinuousDeploy.Core.Pins;

/// <summary>Compares the pins of two states of one file.</summary>
public static class PinDifference
{
    /// <summary>
    /// What moved, in the order of the lines. Items of lists are known by their names, so that an item put in front of
    /// them moves none; a pin that was renamed in its place counts as moved.
    /// </summary>
    public static ImmutableArray<PinMove> Between(string path, string beforeText, string afterText, PinMap map)
    {
        var before = ByIdentity(PinScanner.Candidates(path, beforeText, map));
        var after = ByIdentity(PinScanner.Candidates(path, afterText, map));
        var renamed = before
            .Where(pin => !after.ContainsKey(pin.Key))
            .GroupBy(pin => pin.Value.Pin.Path, pin => pin.Value, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => new Queue<PinCandidate>(group), StringComparer.Ordinal);
        var moves = ImmutableArray.CreateBuilder<PinMove>();
        foreach (var (identity, to) in after)
        {
            var from = before.GetValueOrDefault(identity) ?? Take(renamed, to.Pin.Path);
            if (from?.Pin.Version != to.Pin.Version)
            {
                moves.Add(Move(to, from?.Pin.Version, to.Pin.Version, from));
            }
        }

        var gone = renamed.Values.SelectMany(left => left);
        moves.AddRange(gone.Select(from => Move(from, from.Pin.Version, null, null)));
        return [.. moves.OrderBy(move => move.At.Line).ThenBy(move => move.At.Column)];
    }

    /// <summary>The same identity several times is numbered.</summary>
    private static Dictionary<string, PinCandidate> ByIdentity(ImmutableArray<PinCandidate> candidates)
    {
        var found = new Dictionary<string, PinCandidate>(StringComparer.Ordinal);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var candidate in candidates)
        {
            var count = counts[candidate.Identity] = counts.GetValueOrDefault(candidate.Identity) + 1;
            found.Add(string.Create(CultureInfo.InvariantCulture, $"{candidate.Identity}#{count}"), candidate);
        }

        return found;
    }

    private static PinCandidate? Take(Dictionary<string, Queue<PinCandidate>> left, string path) =>
        left.TryGetValue(path, out var waiting) && waiting.TryDequeue(out var candidate) ? candidate : null;

    /// <summary>A move of the digest alone is where the digest stands.</summary>
    private static PinMove Move(PinCandidate shown, PinnedVersion? from, PinnedVersion? to, PinCandidate? before)
    {
        var isDigest = before is not null && before.Pin.Version.Version == shown.Pin.Version.Version;
        return new PinMove(
            isDigest ? shown.DigestAt ?? shown.Pin.At : shown.Pin.At,
            shown.Pin.Path,
            from,
            to,
            shown.Pin.Application,
            shown.Pin.Environment);
    }
}
