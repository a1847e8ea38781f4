using System.Collections.Immutable;
using ContinuousDeploy.Core.Deliveries;
using ContinuousDeploy.Core.Repositories;

namespace ContinuousDeploy.Core.Tests.Deliveries;

public sealed class RedeliveryTests
{
    private const long Repository = 7;

    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly HashSet<string> Nothing = [];

    [Fact]
    public void What_failed_and_is_not_in_the_inbox_is_asked_for_once()
    {
        var plan = Redelivery.Plan([Failed(3, "a", 1), Delivered(2, "b", 2), Failed(1, "c", 3)], Known("c"), Now);

        Assert.Equal([3], plan.Asks.Select(attempt => attempt.Id));
    }

    [Fact]
    public void What_failed_first_and_came_later_is_not_asked_for() =>
        Assert.Empty(Redelivery.Plan([Delivered(2, "a", 1), Failed(1, "a", 20)], Nothing, Now).Open);

    [Fact]
    public void The_newest_attempt_is_the_one_that_is_repeated() =>
        Assert.Equal([2], Redelivery.Plan([Failed(2, "a", 30), Failed(1, "a", 60)], Nothing, Now).Asks.Select(ask => ask.Id));

    [Theory]
    [InlineData(1, 0, true)]
    [InlineData(2, 3, false)]
    [InlineData(2, 5, true)]
    [InlineData(4, 10, false)]
    [InlineData(4, 20, true)]
    [InlineData(90, 300, false)]
    [InlineData(90, 361, true)]
    public void What_fails_again_and_again_is_asked_for_more_and_more_seldom(int attempts, int minutesAgo, bool asked)
    {
        var log = Enumerable.Range(1, attempts).Select(number => Failed(number, "a", minutesAgo)).ToImmutableArray();

        Assert.Equal(asked, Redelivery.Plan(log, Nothing, Now).Asks.Length == 1);
    }

    [Fact]
    public void A_sweep_asks_for_so_many_and_begins_with_the_oldest()
    {
        var log = Enumerable.Range(1, 150).Select(number => Failed(number, $"{number}", number)).ToImmutableArray();

        var plan = Redelivery.Plan(log, Nothing, Now);

        Assert.Equal(Redelivery.MostAsked, plan.Asks.Length);
        Assert.Equal(150, plan.Asks[0].Id);
        Assert.Equal(150, plan.Open.Length);
    }

    [Fact]
    public void The_first_sweep_goes_back_as_far_as_GitHub_delivers_again() =>
        Assert.Equal(Now - TimeSpan.FromDays(3), Redelivery.Since(RedeliveryState.New, Now));

    [Fact]
    public void The_next_sweep_goes_back_a_little_before_the_last_one()
    {
        var swept = Redelivery.After(RedeliveryState.New, Redelivery.Plan([], Nothing, Now), Nothing, Now, Now);

        Assert.Equal(Now - TimeSpan.FromMinutes(10), Redelivery.Since(swept, Now + TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public void The_next_sweep_goes_back_to_what_has_not_arrived()
    {
        var plan = Redelivery.Plan([Failed(2, "a", 100), Failed(1, "a", 200)], Nothing, Now);

        var swept = Redelivery.After(RedeliveryState.New, plan, Nothing, Now, Now);

        Assert.True(Redelivery.Since(swept, Now) <= Now - TimeSpan.FromMinutes(200));
    }

    [Fact]
    public void A_gap_is_found_once_and_repaired_once_it_has_arrived()
    {
        var plan = Redelivery.Plan([Failed(1, "a", 1)], Nothing, Now);
        var asked = Redelivery.After(RedeliveryState.New, plan, Nothing, Now, Now);
        Assert.Equal(new GapTally(1, 0), asked.Gaps[Repository]);

        var again = Redelivery.Plan([Failed(2, "a", 10), Failed(1, "a", 20)], Nothing, Now);
        var askedAgain = Redelivery.After(asked, again, Nothing, Now, Now);
        Assert.Equal(new GapTally(1, 0), askedAgain.Gaps[Repository]);

        var log = ImmutableArray.Create(Delivered(3, "a", 0), Failed(1, "a", 20));
        Assert.Equal(["a"], Redelivery.Doubtful(askedAgain, log));
        var arrived = Redelivery.After(askedAgain, Redelivery.Plan(log, Known("a"), Now), Known("a"), Now, Now);
        Assert.Equal(new GapTally(1, 1), arrived.Gaps[Repository]);
        Assert.Empty(arrived.Missing);
    }

    [Fact]
    public void What_GitHub_no_longer_delivers_is_no_longer_waited_for()
    {
        var plan = Redelivery.Plan([Failed(1, "a", 1)], Nothing, Now);
        var asked = Redelivery.After(RedeliveryState.New, plan, Nothing, Now, Now);

        var later = Now + TimeSpan.FromDays(4);
        var given = Redelivery.After(asked, Redelivery.Plan([], Nothing, later), Nothing, later, later);

        Assert.Empty(given.Missing);
        Assert.Equal(new GapTally(1, 0), given.Gaps[Repository]);
    }

    [Fact]
    public void What_is_remembered_is_read_back()
    {
        var plan = Redelivery.Plan([Failed(1, "a", 1)], Nothing, Now);
        var state = Redelivery.After(RedeliveryState.New, plan, Nothing, Now, Now);

        var read = RedeliveryJson.Read(RedeliveryJson.Write(state));

        Assert.Equal(RedeliveryJson.Write(state), RedeliveryJson.Write(read));
        Assert.Equal(state.Missing, read.Missing);
    }

    private static HashSet<string> Known(params string[] guids) => [.. guids];

    private static DeliveryAttempt Failed(long id, string guid, int minutesAgo) =>
        new(id, guid, Now - TimeSpan.FromMinutes(minutesAgo), false, Repository);

    private static DeliveryAttempt Delivered(long id, string guid, int minutesAgo) =>
        new(id, guid, Now - TimeSpan.FromMinutes(minutesAgo), true, Repository);
}
