using System.Collections.Immutable;
using ContinuousDeploy.Core.Repositories;

namespace ContinuousDeploy.Core.Deliveries;

/// <summary>
/// Decides which deliveries GitHub is asked to make again. GitHub itself never repeats one that failed.
/// </summary>
public static class Redelivery
{
    /// <summary>How far back GitHub delivers again (github.com; Enterprise Server goes further).</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(3);

    /// <summary>The most deliveries one sweep asks for: each leads to a webhook at once.</summary>
    public const int MostAsked = 100;

    /// <summary>Two clocks differ, and what was under way during a sweep stands in no log yet.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(6);

    /// <summary>How far back the log has to be read.</summary>
    public static DateTimeOffset Since(RedeliveryState state, DateTimeOffset now) =>
        state.Through is { } through && through - Margin > now - Window ? through - Margin : now - Window;

    /// <summary>The deliveries that the inbox has to be asked about.</summary>
    public static ImmutableArray<string> Doubtful(RedeliveryState state, ImmutableArray<DeliveryAttempt> log) =>
        [.. Failed(log).Select(attempts => attempts.Key).Union(state.Missing.Select(missing => missing.Guid))];

    /// <summary>What never arrived, and what of it is to be asked for now, the oldest first.</summary>
    /// <param name="arrived">Which of the doubtful ones the inbox has: an answer may have been lost.</param>
    public static RedeliveryPlan Plan(
        ImmutableArray<DeliveryAttempt> log, IReadOnlySet<string> arrived, DateTimeOffset now)
    {
        var open = Failed(log).Where(attempts => !arrived.Contains(attempts.Key))
            .OrderBy(attempts => attempts.Min(attempt => attempt.At)).ToList();
        var due = open.Where(attempts => IsDue(attempts, now)).Take(MostAsked);
        return new RedeliveryPlan(
            [.. open.Select(attempts => Missing([.. attempts]))],
            [.. due.Select(attempts => attempts.MaxBy(attempt => attempt.Id)!)]);
    }

    /// <summary>The state once all that the plan asks for has been asked for.</summary>
    /// <param name="began">When the log was read: what came later is the next sweep's.</param>
    public static RedeliveryState After(
        RedeliveryState state, RedeliveryPlan plan, IReadOnlySet<string> arrived, DateTimeOffset began, DateTimeOffset now)
    {
        var asked = plan.Asks.Select(attempt => attempt.Guid).ToHashSet(StringComparer.Ordinal);
        var known = state.Missing.Select(missing => missing.Guid).ToHashSet(StringComparer.Ordinal);
        var found = plan.Open.Where(missing => asked.Contains(missing.Guid) && !known.Contains(missing.Guid)).ToList();
        var repaired = state.Missing.Where(missing => arrived.Contains(missing.Guid));
        var waiting = state.Missing.Where(missing => !arrived.Contains(missing.Guid) && missing.Since > now - Window);
        var gaps = found.Select(missing => (missing.Repository, Gap: new GapTally(1, 0)))
            .Concat(repaired.Select(missing => (missing.Repository, Gap: new GapTally(0, 1))))
            .Aggregate(state.Gaps, (sum, gap) =>
                sum.SetItem(gap.Repository, sum.GetValueOrDefault(gap.Repository) + gap.Gap));
        return new RedeliveryState(
            plan.Open.IsEmpty ? began : plan.Open.Min(missing => missing.Since),
            now,
            [.. waiting.Concat(found)],
            gaps);
    }

    private static IEnumerable<IGrouping<string, DeliveryAttempt>> Failed(ImmutableArray<DeliveryAttempt> log) =>
        log.GroupBy(attempt => attempt.Guid, StringComparer.Ordinal)
            .Where(attempts => !attempts.Any(attempt => attempt.IsDelivered));

    /// <summary>At once after the first attempt, then more and more seldom.</summary>
    private static bool IsDue(IEnumerable<DeliveryAttempt> attempts, DateTimeOffset now)
    {
        var count = attempts.Count();
        return count == 1 || attempts.Max(attempt => attempt.At) + PauseAfter(count) <= now;
    }

    private static TimeSpan PauseAfter(int attempts)
    {
        // Bounded before it is multiplied: a factor of 2^100 is no time.
        var pause = FirstPause * (1 << Math.Min(attempts - 2, 10));
        return pause < LongestPause ? pause : LongestPause;
    }

    private static MissingDelivery Missing(ImmutableArray<DeliveryAttempt> attempts) => new(
        attempts[0].Guid, attempts[0].Repository, attempts.Min(attempt => attempt.At));
}

/// <param name="Open">Every delivery that never arrived, the oldest first.</param>
/// <param name="Asks">The attempts that GitHub is asked to repeat now, one of a delivery.</param>
public sealed record RedeliveryPlan(ImmutableArray<MissingDelivery> Open, ImmutableArray<DeliveryAttempt> Asks);
