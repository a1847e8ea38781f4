using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace ContinuousDeploy.Simulation.World;

/// <summary>
/// What one caller has used of GitHub's limits, as GitHub counts it, and how it answers. A secondary limit is told in
/// one of the ways that GitHub tells it.
/// </summary>
public sealed class CallerBudget(Ground world)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Usage changesAMinute = new(Minute);
    private readonly Usage changesAnHour = new(Hour);
    private readonly Usage pointsAMinute = new(Minute);
    private DateTimeOffset reset;
    private int calls;

    /// <summary>Counts a request and says how it is answered, before anything is done.</summary>
    /// <param name="points">What it costs.</param>
    /// <param name="isContent">Whether it creates or changes something that people see.</param>
    public HttpResponseMessage Answer(int points, bool isContent)
    {
        var now = world.Scheduler.Now;
        var limits = world.Swarm.Limits;
        if (now >= reset)
        {
            (reset, calls) = (now + Hour, 0);
        }

        if (calls >= limits.CallsAnHour)
        {
            world.Saw("GitHub refused: an hour's calls are used up");
            return With(new HttpResponseMessage(HttpStatusCode.Forbidden), now, limits);
        }

        calls++;
        var wait = Wait(points, isContent, limits, now);
        if (wait > TimeSpan.Zero)
        {
            world.Saw("GitHub refused: too much at a time");
            return With(Refusal(wait), now, limits);
        }

        pointsAMinute.Add(points, now);
        if (isContent)
        {
            changesAMinute.Add(1, now);
            changesAnHour.Add(1, now);
        }

        return With(new HttpResponseMessage(HttpStatusCode.OK), now, limits);
    }

    private TimeSpan Wait(int points, bool isContent, GitHubLimits limits, DateTimeOffset now)
    {
        var wait = pointsAMinute.WaitFor(points, limits.PointsAMinute, now);
        if (isContent)
        {
            TimeSpan[] waits =
            [
                wait,
                changesAMinute.WaitFor(1, limits.ChangesAMinute, now),
                changesAnHour.WaitFor(1, limits.ChangesAnHour, now),
            ];
            wait = waits.Max();
        }

        return wait;
    }

    private HttpResponseMessage Refusal(TimeSpan wait)
    {
        switch (world.Dice.Below(3))
        {
            case 0:
                return new HttpResponseMessage(HttpStatusCode.Forbidden)
                {
                    Content = new StringContent("""{"message":"You have exceeded a secondary rate limit."}"""),
                };
            case 1:
                var refused = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
                refused.Headers.RetryAfter = new RetryConditionHeaderValue(Seconds(wait));
                return refused;
            default:
                var forbidden = new HttpResponseMessage(HttpStatusCode.Forbidden);
                forbidden.Headers.RetryAfter = new RetryConditionHeaderValue(Seconds(wait));
                return forbidden;
        }
    }

    private HttpResponseMessage With(HttpResponseMessage answer, DateTimeOffset now, GitHubLimits limits)
    {
        answer.Headers.Date = now;
        Add(answer, "x-ratelimit-resource", "core");
        Add(answer, "x-ratelimit-limit", Text(limits.CallsAnHour));
        Add(answer, "x-ratelimit-remaining", Text(Math.Max(limits.CallsAnHour - calls, 0)));
        Add(answer, "x-ratelimit-reset", Text(reset.ToUnixTimeSeconds() + 1));
        return answer;
    }

    private static void Add(HttpResponseMessage answer, string name, string value) =>
        answer.Headers.TryAddWithoutValidation(name, value);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>GitHub speaks in whole seconds.</summary>
    private static TimeSpan Seconds(TimeSpan wait) => TimeSpan.FromSeconds(Math.Ceiling(wait.TotalSeconds));
}
