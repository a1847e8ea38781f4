using System.Globalization;

namespace ContinuousDeploy.Simulation.World;

/// <summary>
/// What must hold of the calls that one process makes as one caller: they stay within what GitHub documents, and none is
/// made before a time that GitHub named. A process that starts anew has counted nothing and was told nothing.
/// </summary>
public sealed class CallRules(Ground world)
{
    private static readonly GitHubLimits Limits = GitHubLimits.Documented;

    /// <summary>What GitHub asks for where it names no time.</summary>
    private static readonly TimeSpan Unnamed = TimeSpan.FromMinutes(1);

    private readonly Usage changesAMinute = new(TimeSpan.FromMinutes(1));
    private readonly Usage changesAnHour = new(TimeSpan.FromHours(1));
    private readonly Usage pointsAMinute = new(TimeSpan.FromMinutes(1));
    private DateTimeOffset closedUntil;

    /// <summary>A call leaves the process.</summary>
    /// <param name="points">What it costs at GitHub.</param>
    /// <param name="isContent">Whether it creates or changes something that people see.</param>
    public void Sends(int points, bool isContent)
    {
        var now = world.Scheduler.Now;
        if (now < closedUntil)
        {
            Violate("retry-after", $"GitHub is called at {now:T}, and it asked to wait until {closedUntil:T}.");
        }

        pointsAMinute.Add(points, now);
        if (isContent)
        {
            changesAMinute.Add(1, now);
            changesAnHour.Add(1, now);
        }

        if (pointsAMinute.Sum > Limits.PointsAMinute
            || changesAMinute.Sum > Limits.ChangesAMinute
            || changesAnHour.Sum > Limits.ChangesAnHour)
        {
            Violate(
                "limits",
                $"{changesAMinute.Sum} changes and {pointsAMinute.Sum} points in a minute, {changesAnHour.Sum} changes in an hour.");
        }
    }

    /// <summary>An answer has come, which may name a time to wait; the limit of an hour is told as its end.</summary>
    public void Hears(HttpResponseMessage answer)
    {
        if ((int)answer.StatusCode is not (403 or 429))
        {
            return;
        }

        var now = world.Scheduler.Now;
        var until = answer.Headers.RetryAfter?.Delta is { } wait ? now + wait : EndOfHour(answer) ?? now + Unnamed;
        closedUntil = until > closedUntil ? until : closedUntil;
    }

    private static DateTimeOffset? EndOfHour(HttpResponseMessage answer) =>
        answer.Headers.GetValues("x-ratelimit-remaining").Single() == "0"
            ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(
                answer.Headers.GetValues("x-ratelimit-reset").Single(), CultureInfo.InvariantCulture))
            : null;

    private void Violate(string rule, string what) => world.Failure ??= new ViolationException(rule, what);
}
