using System.Collections.Concurrent;

namespace ContinuousDeploy.Simulation;

/// <summary>Many histories, side by side on every processor; each stays on one thread.</summary>
public static class Campaign
{
    /// <param name="play">Plays the history of a seed.</param>
    /// <param name="first">The first seed; the others follow it.</param>
    public static CampaignResult Run(
        Func<ulong, HistoryResult> play, ulong first, int count, CancellationToken cancellationToken)
    {
        var violations = new ConcurrentBag<HistoryResult>();
        var transitions = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        var sights = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        long steps = 0;
        long deaths = 0;
        Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellationToken }, index =>
        {
            var result = play(first + (ulong)index);
            Interlocked.Add(ref steps, result.Steps);
            Interlocked.Add(ref deaths, result.Deaths);
            Add(result.Transitions, transitions);
            Add(result.Sights, sights);

            if (result.Violation is not null)
            {
                violations.Add(result);
            }
        });
        return new CampaignResult(
            count, steps, deaths, [.. violations.OrderBy(result => result.Seed)], transitions, sights);
    }

    private static void Add(IReadOnlyDictionary<string, long> counts, ConcurrentDictionary<string, long> sum)
    {
        foreach (var (name, times) in counts)
        {
            sum.AddOrUpdate(name, times, (_, known) => known + times);
        }
    }
}

/// <param name="Violations">The histories that went wrong, by seed.</param>
/// <param name="Transitions">How often each phase followed each other, over all histories.</param>
/// <param name="Sights">How often what some histories must see happened, over all of them.</param>
public sealed record CampaignResult(
    int Histories,
    long Steps,
    long Deaths,
    IReadOnlyList<HistoryResult> Violations,
    IReadOnlyDictionary<string, long> Transitions,
    IReadOnlyDictionary<string, long> Sights);
