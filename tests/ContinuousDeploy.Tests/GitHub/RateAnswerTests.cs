using System.Globalization;
using System.Net;
using System.Text;
using ContinuousDeploy.GitHub.Transport;

namespace ContinuousDeploy.Tests.GitHub;

public sealed class RateAnswerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(403, "retry-after", "90", 90)]
    [InlineData(429, "retry-after", "90", 90)]
    [InlineData(429, "retry-after", "Mon, 23 Nov 2026 12:02:00 GMT", 120)]
    [InlineData(429, "retry-after", "999999999", 3600)]
    [InlineData(429, "retry-after", "Mon, 23 Nov 2020 12:02:00 GMT", 1)]
    public void A_wait_that_GitHub_names_is_kept_within_reason(int status, string header, string value, int seconds)
    {
        var answer = Read(status, "", (header, value));

        Assert.True(answer.Limited);
        Assert.Equal(TimeSpan.FromSeconds(seconds), answer.RetryAfter);
    }

    [Fact]
    public void When_no_calls_are_left_the_wait_lasts_until_they_are_counted_anew()
    {
        var reset = (Now + TimeSpan.FromMinutes(7)).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

        var answer = Read(403, "", ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", reset));

        Assert.True(answer.Limited);
        Assert.Equal(TimeSpan.FromMinutes(7), answer.RetryAfter);
    }

    [Fact]
    public void The_end_of_the_hour_is_by_the_clock_of_GitHub()
    {
        var clock = Now - TimeSpan.FromMinutes(10);
        var reset = (clock + TimeSpan.FromMinutes(7)).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

        var answer = Read(
            403,
            "",
            ("date", clock.ToString("R", CultureInfo.InvariantCulture)),
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset", reset));

        Assert.Equal(TimeSpan.FromMinutes(7), answer.RetryAfter);
        Assert.Equal(Now + TimeSpan.FromMinutes(7), answer.Reset);
    }

    [Fact]
    public void A_secondary_limit_without_headers_is_known_by_its_words()
    {
        var answer = Read(403, """{"message":"You have exceeded a secondary rate limit."}""");

        Assert.True(answer.Limited);
        Assert.Null(answer.RetryAfter);
    }

    [Theory]
    [InlineData(403, """{"message":"Resource not accessible by integration"}""")]
    [InlineData(403, "not json")]
    [InlineData(403, "{\"message\":\"\\ud800\"}")]
    [InlineData(404, """{"message":"rate limit"}""")]
    [InlineData(503, "")]
    public void Missing_rights_and_other_trouble_are_no_limit(int status, string body) =>
        Assert.False(Read(status, body, ("x-ratelimit-remaining", "17")).Limited);

    [Theory]
    [InlineData("core", 4999)]
    [InlineData("graphql", null)]
    public void Only_what_is_left_of_REST_calls_counts_for_them(string resource, int? remaining) =>
        Assert.Equal(
            remaining,
            Read(200, "", ("x-ratelimit-remaining", "4999"), ("x-ratelimit-resource", resource)).Remaining);

    [Fact]
    public void Numbers_that_are_none_are_not_read()
    {
        var answer = Read(200, "", ("x-ratelimit-remaining", "-1"), ("x-ratelimit-reset", "99999999999999999999"));

        Assert.Null(answer.Remaining);
        Assert.Null(answer.Reset);
    }

    private static RateAnswer Read(int status, string body, params (string Name, string Value)[] headers)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status);
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return RateAnswer.Read(response, Encoding.UTF8.GetBytes(body), Now);
    }
}
