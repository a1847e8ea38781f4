using ContinuousDeploy.GitHub;
using ContinuousDeploy.GitHub.Transport;
using Microsoft.Extensions.Time.Testing;

namespace ContinuousDeploy.Tests.GitHub;

public sealed class InstallationLimitsTests
{
    private static readonly RateAnswer Silent = new(false, null, null, null, null);

    private readonly FakeTimeProvider time = new();
    private readonly InstallationLimits limits;

    public InstallationLimitsTests() => limits = new InstallationLimits(time);

    [Theory]
    [InlineData(CallPriority.Progress, 56)]
    [InlineData(CallPriority.Success, 64)]
    [InlineData(CallPriority.Failure, 72)]
    [InlineData(CallPriority.Urgent, 80)]
    public void A_part_of_the_changes_a_minute_is_kept_for_what_is_more_urgent(CallPriority priority, int most) =>
        Assert.Equal(most, CountUntilRefused(priority));

    [Fact]
    public void When_progress_is_refused_a_rollback_still_goes_through()
    {
        CountUntilRefused(CallPriority.Progress);

        limits.Count(change: true, CallPriority.Urgent);
    }

    [Fact]
    public void The_refusal_says_when_there_is_room_and_then_there_is()
    {
        limits.Count(change: true, CallPriority.Progress);
        time.Advance(TimeSpan.FromSeconds(20));
        CountUntilRefused(CallPriority.Progress);

        var wait = Assert.Throws<GitHubUnavailableException>(
            () => limits.Count(change: true, CallPriority.Progress)).RetryAfter;

        Assert.Equal(TimeSpan.FromSeconds(40), wait);
        time.Advance(wait!.Value);
        limits.Count(change: true, CallPriority.Progress);
        Assert.Throws<GitHubUnavailableException>(() => limits.Count(change: true, CallPriority.Progress));
    }

    [Fact]
    public void No_more_than_five_hundred_changes_go_out_in_any_hour()
    {
        var sent = 0;
        for (var minutes = 0; minutes < 59; minutes++)
        {
            sent += CountUntilRefused(CallPriority.Urgent);
            time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(500, sent);
    }

    [Fact]
    public void Questions_count_one_point_and_changes_five_of_nine_hundred_a_minute()
    {
        for (var change = 0; change < 80; change++)
        {
            limits.Count(change: true, CallPriority.Urgent);
        }

        for (var question = 0; question < 500; question++)
        {
            limits.Count(change: false, CallPriority.Urgent);
        }

        Assert.Throws<GitHubUnavailableException>(() => limits.Count(change: false, CallPriority.Urgent));
    }

    [Fact]
    public void Nothing_goes_out_before_the_time_GitHub_named()
    {
        var wait = limits.Observe(Silent with { Limited = true, RetryAfter = TimeSpan.FromSeconds(90) }, 403);

        Assert.Equal(TimeSpan.FromSeconds(90), wait);
        time.Advance(TimeSpan.FromSeconds(89));
        var refused = Assert.Throws<GitHubUnavailableException>(() => limits.Count(false, CallPriority.Urgent));
        Assert.Equal(TimeSpan.FromSeconds(1), refused.RetryAfter);
        time.Advance(TimeSpan.FromSeconds(1));
        limits.Count(false, CallPriority.Urgent);
    }

    [Fact]
    public void A_shorter_wait_does_not_end_a_longer_one()
    {
        limits.Observe(Silent with { Limited = true, RetryAfter = TimeSpan.FromSeconds(30) }, 429);
        limits.Observe(Silent with { Limited = true, RetryAfter = TimeSpan.FromSeconds(5) }, 429);

        var closed = Assert.Throws<GitHubUnavailableException>(
            () => limits.Count(change: false, CallPriority.Urgent));

        Assert.Equal(TimeSpan.FromSeconds(30), closed.RetryAfter);
    }

    [Fact]
    public void Without_a_named_time_the_pauses_grow_from_a_minute_to_an_hour_and_end_with_a_success()
    {
        var limited = Silent with { Limited = true };

        Assert.Equal(
            [1, 2, 4, 8, 16, 32, 60, 60],
            Enumerable.Range(0, 8).Select(_ => (int)limits.Observe(limited, 429)!.Value.TotalMinutes));
        limits.Observe(Silent, 200);
        Assert.Equal(TimeSpan.FromMinutes(1), limits.Observe(limited, 429));
    }

    [Fact]
    public void The_last_fifth_of_the_hourly_calls_is_kept_for_bad_news()
    {
        var reset = time.GetUtcNow() + TimeSpan.FromMinutes(30);
        limits.Observe(Silent with { Remaining = 1000, Limit = 5000, Reset = reset }, 200);

        limits.Count(false, CallPriority.Failure);
        var refused = Assert.Throws<GitHubUnavailableException>(() => limits.Count(false, CallPriority.Success));

        Assert.Equal(TimeSpan.FromMinutes(30), refused.RetryAfter);
        time.Advance(TimeSpan.FromMinutes(30));
        limits.Count(false, CallPriority.Success);
    }

    [Fact]
    public void Ten_refusals_in_a_row_stop_the_calls_for_five_minutes()
    {
        for (var refusal = 0; refusal < 9; refusal++)
        {
            limits.Observe(Silent, 403);
        }

        limits.Count(false, CallPriority.Urgent);
        limits.Observe(Silent, 403);

        var refused = Assert.Throws<GitHubUnavailableException>(() => limits.Count(false, CallPriority.Urgent));
        Assert.Equal(TimeSpan.FromMinutes(5), refused.RetryAfter);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(304)]
    public void A_success_between_them_begins_the_row_anew(int success)
    {
        for (var round = 0; round < 5; round++)
        {
            for (var refusal = 0; refusal < 9; refusal++)
            {
                limits.Observe(Silent, 403);
            }

            limits.Observe(Silent, success);
        }

        limits.Count(false, CallPriority.Urgent);
    }

    private int CountUntilRefused(CallPriority priority)
    {
        for (var sent = 0; ; sent++)
        {
            try
            {
                limits.Count(change: true, priority);
            }
            catch (GitHubUnavailableException)
            {
                return sent;
            }
        }
    }
}
