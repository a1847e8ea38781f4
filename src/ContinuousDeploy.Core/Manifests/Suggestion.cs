namespace ContinuousDeploy.Core.Manifests;

/// <summary>Finds what was probably meant by a misspelt word.</summary>
public static class Suggestion
{
    private const int LongestWord = 40;

    /// <summary>
    /// The candidate that is at most two typing mistakes away (a third of the word's length for short words), or null.
    /// </summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        if (word.Length > LongestWord)
        {
            return null;
        }

        var allowed = Math.Min(2, Math.Max(1, word.Length / 3));
        return candidates
            .Select(candidate => (candidate, distance: Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .Where(pair => pair.distance <= allowed)
            .OrderBy(pair => pair.distance)
            .ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Select(pair => pair.candidate)
            .FirstOrDefault();
    }

    /// <summary>The next step for a word that is not known: the nearest known one, or all of them.</summary>
    public static string NextStep(string word, IReadOnlyCollection<string> known) => Nearest(word, known) switch
    {
        { } near => $"Did you mean '{near}'?",
        null => $"Known here: {string.Join(", ", known)}.",
    };

    /// <summary>How many letters are to be added, dropped, replaced or swapped with their neighbour.</summary>
    private static int Distance(string left, string right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                rows[i, j] = (i, j) switch
                {
                    (0, _) => j,
                    (_, 0) => i,
                    _ => Cheapest(rows, left, right, i, j),
                };
            }
        }

        return rows[left.Length, right.Length];
    }

    private static int Cheapest(int[,] rows, string left, string right, int i, int j)
    {
        var replaced = rows[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
        var cheapest = Math.Min(replaced, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
        var isSwapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
        return isSwapped ? Math.Min(cheapest, rows[i - 2, j - 2] + 1) : cheapest;
    }
}
