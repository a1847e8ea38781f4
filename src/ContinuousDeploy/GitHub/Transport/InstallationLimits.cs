namespace ContinuousDeploy.GitHub.Transport;

/// <summary>
/// Counts one installation's calls against GitHub's limits and listens to what GitHub says about them.
/// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
/// </summary>
public sealed class InstallationLimits(TimeProvider time)
{
    private const int RefusalsInARow = 10;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly Lock state = new();
    private readonly SlidingWindow minute = new(80, TimeSpan.FromMinutes(1));
    private readonly SlidingWindow hour = new(500, TimeSpan.FromHours(1));
    private readonly SlidingWindow points = new(900, TimeSpan.FromMinutes(1));

    private DateTimeOffset closedUntil;
    private string closedBecause = "";
    private int pauses;
    private int refusals;
    private RateAnswer? newest;

    /// <summary>Counts a call that is about to be made.</summary>
    /// <exception cref="GitHubUnavailableException">A limit would be broken; it says when there is room.</exception>
    public void Count(bool change, CallPriority priority)
    {
        lock (state)
        {
            var now = time.GetUtcNow();
            if (closedUntil > now)
            {
                throw new GitHubUnavailableException(closedBecause, closedUntil - now);
            }

            var share = ShareOf(priority);
            RefuseWhenShort(share, now);
            var weight = change ? 5 : 1;
            var wait = points.WaitFor(weight, share, now);
            if (change)
            {
                wait = Longest(wait, minute.WaitFor(1, share, now), hour.WaitFor(1, share, now));
            }

            if (wait > TimeSpan.Zero)
            {
                throw new GitHubUnavailableException(
                    "GitHub's limits for one installation leave no room now (900 points and 80 changes a minute, 500 "
                    + "changes an hour).", wait);
            }

            Take(change, weight, now);
        }
    }

    /// <summary>Learns from an answer. Returns how long to stay away where it was refused because of a limit.</summary>
    public TimeSpan? Observe(RateAnswer answer, int status)
    {
        lock (state)
        {
            if (answer.Remaining is not null)
            {
                newest = answer;
            }

            if (answer.Limited)
            {
                var pause = answer.RetryAfter ?? Growing(FirstPause, pauses++);
                Close(pause, "GitHub asked to wait: a rate limit is reached.");
                return pause;
            }

            Learn(status);
            return null;
        }
    }

    private void Learn(int status)
    {
        // 404, 405, 409 and 422 answer a question; these say that asking at all was wrong.
        if (status is 400 or 401 or 403 or 410 or 451)
        {
            if (++refusals % RefusalsInARow == 0)
            {
                Close(
                    Growing(FirstPause * 5, (refusals / RefusalsInARow) - 1),
                    $"GitHub refused {refusals} calls in a row; ignoring that can get the app suspended.");
            }
        }
        else if (status < 400)
        {
            refusals = 0;
            pauses = 0;
        }
    }

    private void Take(bool change, int weight, DateTimeOffset now)
    {
        points.Take(weight, now);
        if (change)
        {
            minute.Take(1, now);
            hour.Take(1, now);
        }
    }

    private void RefuseWhenShort(int share, DateTimeOffset now)
    {
        if (newest is { Remaining: { } remaining, Limit: { } limit, Reset: { } reset }
            && reset > now
            && remaining <= limit * (100 - share) / 100)
        {
            var wait = reset - now;
            throw new GitHubUnavailableException(
                $"{remaining} of {limit} calls an hour are left; they are kept for what is more urgent.",
                wait < LongestPause ? wait : LongestPause);
        }
    }

    // In percent: a fifth of every limit is kept for bad news, half of that for rollbacks alone.
    private static int ShareOf(CallPriority priority) => priority switch
    {
        CallPriority.Urgent => 100,
        CallPriority.Failure => 90,
        CallPriority.Success => 80,
        CallPriority.Progress => 70,
    };

    /// <summary>Calls side by side can be refused for different times: the longest counts.</summary>
    private void Close(TimeSpan pause, string reason)
    {
        var until = time.GetUtcNow() + pause;
        if (until > closedUntil)
        {
            (closedUntil, closedBecause) = (until, reason);
        }
    }

    private static TimeSpan Growing(TimeSpan first, int times)
    {
        var pause = first * Math.Pow(2, Math.Min(times, 10));
        return pause < LongestPause ? pause : LongestPause;
    }

    private static TimeSpan Longest(params ReadOnlySpan<TimeSpan> waits)
    {
        var longest = TimeSpan.Zero;
        foreach (var wait in waits)
        {
            longest = wait > longest ? wait : longest;
        }

        return longest;
    }
}
