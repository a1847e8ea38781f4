using ContinuousDeploy.Sandbox.GitHub.Access;

namespace ContinuousDeploy.Sandbox.GitHub.RateLimits;

/// <summary>What a request counts as.</summary>
/// <param name="Points">1 for a read, 5 for a write.</param>
internal sealed record RequestCost(bool GraphQl, int Points, bool CreatesContent);

/// <summary>A request in progress, and where its caller stands.</summary>
/// <param name="Broken">The limit it broke, or null.</param>
internal sealed record Ticket(Caller Caller, string? Broken, int Limit, int Used, DateTimeOffset Reset)
{
    public int Remaining => Math.Max(0, Limit - Used);
}

/// <summary>One caller's recent requests.</summary>
internal sealed class CallerUsage(int limit)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Queue<(DateTimeOffset At, RequestCost Cost)> lastMinute = new();
    private readonly Queue<DateTimeOffset> contentInLastHour = new();

    public int Limit => limit;

    /// <summary>Requests since the hour began.</summary>
    public int Used { get; set; }

    /// <summary>When the hour ends.</summary>
    public DateTimeOffset Reset { get; set; }

    public int Concurrent { get; set; }

    public int ContentAMinute => lastMinute.Count(entry => entry.Cost.CreatesContent);

    public int ContentAnHour => contentInLastHour.Count;

    public int Points(bool graphQl) =>
        lastMinute.Where(entry => entry.Cost.GraphQl == graphQl).Sum(entry => entry.Cost.Points);

    public void Add(DateTimeOffset now, RequestCost cost)
    {
        Used++;
        lastMinute.Enqueue((now, cost));
        if (cost.CreatesContent)
        {
            contentInLastHour.Enqueue(now);
        }
    }

    public void Forget(DateTimeOffset now)
    {
        while (lastMinute.TryPeek(out (DateTimeOffset At, RequestCost Cost) oldest) && oldest.At <= now - Minute)
        {
            lastMinute.Dequeue();
        }

        while (contentInLastHour.TryPeek(out DateTimeOffset at) && at <= now - Hour)
        {
            contentInLastHour.Dequeue();
        }
    }
}
