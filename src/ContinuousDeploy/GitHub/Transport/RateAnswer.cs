using System.Globalization;
using System.Net;

namespace ContinuousDeploy.GitHub.Transport;

/// <summary>What an answer says about the limits.</summary>
/// <param name="Limited">Refused because of a limit, not because of missing rights.</param>
/// <param name="RetryAfter">When GitHub said when to come back: how long from now.</param>
/// <param name="Remaining">REST calls left until <paramref name="Reset"/>; null where the answer does not say.</param>
/// <param name="Reset">By our own clock, however wrong that is.</param>
public sealed record RateAnswer(
    bool Limited, TimeSpan? RetryAfter, int? Remaining, int? Limit, DateTimeOffset? Reset)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>
    /// Reads the headers, and for a refusal without any the words: secondary limits may come as a bare 403.
    /// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
    /// </summary>
    public static RateAnswer Read(HttpResponseMessage response, byte[] body, DateTimeOffset now)
    {
        var remaining = Number(response, "x-ratelimit-remaining");
        var limit = Number(response, "x-ratelimit-limit");
        var reset = Number(response, "x-ratelimit-reset") is { } seconds and > 0
            ? now + (DateTimeOffset.FromUnixTimeSeconds(seconds) - ClockOf(response, now))
            : (DateTimeOffset?)null;
        var wait = RetryAfterOf(response, now);
        var limited = IsLimited(response.StatusCode, wait, remaining, body);
        if (limited && wait is null && remaining == 0 && reset is { } at)
        {
            wait = Bounded(at - now);
        }

        // GraphQL has a budget of its own, in other units.
        var counts = !response.Headers.TryGetValues("x-ratelimit-resource", out var resource)
            || resource.First() == "core";
        return new RateAnswer(limited, wait, counts ? remaining : null, limit, reset);
    }

    /// <summary>The <c>retry-after</c> header, in seconds or as a date.</summary>
    public static TimeSpan? RetryAfterOf(HttpResponseMessage response, DateTimeOffset now) =>
        response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => Bounded(delta),
            { Date: { } date } => Bounded(date - ClockOf(response, now)),
            _ => null,
        };

    /// <summary>What GitHub's clock says: the times it names are by that one, and ours can be minutes ahead.</summary>
    private static DateTimeOffset ClockOf(HttpResponseMessage response, DateTimeOffset now) =>
        response.Headers.Date ?? now;

    private static bool IsLimited(HttpStatusCode status, TimeSpan? wait, int? remaining, byte[] body) => status switch
    {
        HttpStatusCode.TooManyRequests => true,
        HttpStatusCode.Forbidden => wait is not null
            || remaining == 0
            || GitHubError.Read(body).Contains("rate limit", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    // A wait from outside is believed only within reason.
    private static TimeSpan Bounded(TimeSpan wait) =>
        wait < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : wait > LongestWait ? LongestWait : wait;

    private static int? Number(HttpResponseMessage response, string header) =>
        response.Headers.TryGetValues(header, out var values)
        && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
