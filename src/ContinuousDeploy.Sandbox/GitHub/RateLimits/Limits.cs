using ContinuousDeploy.Sandbox.GitHub.Access;
using ContinuousDeploy.Sandbox.GitHub.Operations;

namespace ContinuousDeploy.Sandbox.GitHub.RateLimits;

/// <summary>Counts each caller's requests against GitHub's limits and refuses what is over.</summary>
public sealed class Limits(LimitOptions options, TimeProvider time)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, CallerUsage> callers = [];
    private readonly List<LimitBreach> breaches = [];
    private int requests;
    private int contentCreating;
    private int concurrent;
    private int mostConcurrent;

    public LimitReport Report
    {
        get
        {
            lock (gate)
            {
                return new(requests, contentCreating, mostConcurrent, [.. breaches]);
            }
        }
    }

    /// <summary>Counts a request that begins; the ticket says whether it may go on.</summary>
    internal Ticket Enter(Caller caller, RequestCost cost)
    {
        lock (gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            CallerUsage usage = UsageOf(caller, now);
            requests++;
            concurrent++;
            usage.Concurrent++;
            mostConcurrent = Math.Max(mostConcurrent, concurrent);
            contentCreating += cost.CreatesContent ? 1 : 0;
            usage.Add(now, cost);
            string? broken = Broken(usage, cost);
            if (broken is not null)
            {
                breaches.Add(new(now, caller.Name, broken));
            }

            return new(caller, broken, Limit(caller), usage.Used, usage.Reset);
        }
    }

    /// <summary>Counts a request that ends.</summary>
    internal void Leave(Ticket ticket)
    {
        lock (gate)
        {
            concurrent--;
            callers[ticket.Caller.Name].Concurrent--;
        }
    }

    /// <summary>Takes a request back that was answered with 304: it is free.</summary>
    internal Ticket Refund(Ticket ticket)
    {
        lock (gate)
        {
            CallerUsage usage = callers[ticket.Caller.Name];
            if (usage.Reset == ticket.Reset)
            {
                usage.Used--;
            }

            return ticket with { Used = ticket.Used - 1 };
        }
    }

    /// <summary>Where a caller stands, without counting.</summary>
    internal Ticket Peek(Caller caller)
    {
        lock (gate)
        {
            CallerUsage usage = UsageOf(caller, time.GetUtcNow());
            return new(caller, null, Limit(caller), usage.Used, usage.Reset);
        }
    }

    internal Refusal Refuse(Ticket ticket) => ticket.Broken == "primary"
        ? new(403, $"API rate limit exceeded for {ticket.Caller.Name}.")
        : new(
            options.SecondaryStatus,
            "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.");

    private string? Broken(CallerUsage usage, RequestCost cost) => usage switch
    {
        _ when usage.Used > usage.Limit => "primary",
        _ when usage.Concurrent > options.Concurrent => "concurrent",
        _ when usage.Points(cost.GraphQl) > (cost.GraphQl ? options.GraphQlPointsAMinute : options.PointsAMinute)
            => "points",
        _ when cost.CreatesContent
            && (usage.ContentAMinute > options.ContentAMinute || usage.ContentAnHour > options.ContentAnHour)
            => "content",
        _ => null,
    };

    private int Limit(Caller caller) => caller is Caller.Anonymous ? options.Anonymous : options.Primary;

    private CallerUsage UsageOf(Caller caller, DateTimeOffset now)
    {
        if (!callers.TryGetValue(caller.Name, out CallerUsage? usage))
        {
            usage = new(Limit(caller)) { Reset = now + Hour };
            callers[caller.Name] = usage;
        }

        if (usage.Reset <= now)
        {
            usage.Used = 0;
            usage.Reset = now + Hour;
        }

        usage.Forget(now);
        return usage;
    }
}
