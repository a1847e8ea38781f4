using System.Data.Common;
using ContinuousDeploy.Ledger;

namespace ContinuousDeploy.Tests.Ledger;

public sealed class SqliteStreamTests() : StreamTests(new SqliteFixture());

public sealed class PostgresStreamTests() : StreamTests(new PostgresFixture());

public abstract class StreamTests(LedgerFixture fixture) : IAsyncLifetime
{
    private const string Stage = "stage/1/production/shop";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_that_was_never_saved_is_absent() =>
        Assert.Null(await fixture.Streams.LoadAsync(Stage, Token));

    [Fact]
    public async Task A_turn_is_read_back_after_a_restart()
    {
        var turn = new StreamWrite(
            Stage, 0, """{"phase":"Deploying"}""", ["started"], [new("b", "ensure"), new("a", "report")], []);

        Assert.Equal(SaveOutcome.Saved, await fixture.Streams.SaveAsync(turn, Token));
        await fixture.RestartAsync();

        var loaded = await fixture.Streams.LoadAsync(Stage, Token);
        Assert.NotNull(loaded);
        Assert.Equal((1, """{"phase":"Deploying"}"""), (loaded.Version, loaded.State));
        Assert.Equal([new("b", "ensure"), new("a", "report")], loaded.Effects);
    }

    [Fact]
    public async Task The_slower_of_two_writers_conflicts_and_leaves_nothing()
    {
        await fixture.Streams.SaveAsync(LedgerFixture.Write(Stage, 0, "first"), Token);
        await fixture.Streams.SaveAsync(LedgerFixture.Write(Stage, 1, "second"), Token);

        var late = LedgerFixture.Write(Stage, 1, "late") with { Begun = [new("late", "ensure")] };

        Assert.Equal(SaveOutcome.Conflict, await fixture.Streams.SaveAsync(late, Token));
        Assert.Equal(["first", "second"], await EventsAsync(1));
        Assert.Empty((await fixture.Streams.LoadAsync(Stage, Token))!.Effects);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_version_that_is_not_the_stored_one_conflicts(long expected)
    {
        await fixture.Streams.SaveAsync(LedgerFixture.Write(Stage, 0), Token);

        var outcome = await fixture.Streams.SaveAsync(LedgerFixture.Write(Stage, expected), Token);

        Assert.Equal(SaveOutcome.Conflict, outcome);
    }

    [Fact]
    public async Task Of_a_hundred_writers_at_once_exactly_one_saves_each_version()
    {
        var streams = fixture.Streams;
        for (var version = 0; version < 5; version++)
        {
            var turn = LedgerFixture.Write(Stage, version, "x");
            var turns = Enumerable.Range(0, 100).Select(_ => Task.Run(() => streams.SaveAsync(turn, Token)));
            var outcomes = await Task.WhenAll(turns);
            Assert.Equal(1, outcomes.Count(outcome => outcome == SaveOutcome.Saved));
        }

        Assert.Equal(5, (await EventsAsync(1)).Length);
    }

    [Fact]
    public async Task A_conflict_or_a_mistake_does_not_touch_the_turns_that_share_its_transaction()
    {
        var mistake = LedgerFixture.Write("mistake", 0, "x") with { Begun = [new("k", "a"), new("k", "b")] };
        var turns = Enumerable.Range(0, 50)
            .Select(number => fixture.Streams.SaveAsync(LedgerFixture.Write($"good/{number:d2}", 0, "x"), Token))
            .ToList();
        var conflict = fixture.Streams.SaveAsync(LedgerFixture.Write("conflict", 4, "x"), Token);
        var refused = fixture.Streams.SaveAsync(mistake, Token);
        turns.AddRange(Enumerable.Range(50, 50).Select(
            number => fixture.Streams.SaveAsync(LedgerFixture.Write($"good/{number:d2}", 0, "x"), Token)));

        Assert.All(await Task.WhenAll(turns), outcome => Assert.Equal(SaveOutcome.Saved, outcome));
        Assert.Equal(SaveOutcome.Conflict, await conflict);
        await Assert.ThrowsAnyAsync<DbException>(() => refused);
        Assert.Equal(100, (await fixture.Streams.StreamsAsync("", Token)).Length);
        Assert.Null(await fixture.Streams.LoadAsync("mistake", Token));
    }

    [Fact]
    public async Task Effects_stay_until_they_are_ended_and_a_key_can_begin_again_in_the_turn_that_ends_it()
    {
        await fixture.Streams.SaveAsync(
            LedgerFixture.Write(Stage, 0) with { Begun = [new("a", "1"), new("b", "2"), new("c", "3")] }, Token);
        await fixture.Streams.SaveAsync(
            LedgerFixture.Write(Stage, 1) with { Ended = ["a", "b", "unknown"], Begun = [new("a", "4")] }, Token);

        Assert.Equal([new("c", "3"), new("a", "4")], (await fixture.Streams.LoadAsync(Stage, Token))!.Effects);
        Assert.Equal([Stage], await fixture.Streams.StreamsWithEffectsAsync(Token));

        await fixture.Streams.SaveAsync(LedgerFixture.Write(Stage, 2) with { Ended = ["a", "c"] }, Token);
        Assert.Empty(await fixture.Streams.StreamsWithEffectsAsync(Token));
    }

    [Fact]
    public async Task Streams_are_listed_by_prefix_in_order_and_nothing_in_it_is_a_wildcard()
    {
        foreach (var name in new[] { "stage/2/a", "stage/1/b", "stage/1/a", "stage/10/a", "Stage/1/a", "s_age/1/%" })
        {
            await fixture.Streams.SaveAsync(LedgerFixture.Write(name, 0), Token);
        }

        Assert.Equal(["stage/1/a", "stage/1/b"], await fixture.Streams.StreamsAsync("stage/1/", Token));
        Assert.Equal(["s_age/1/%"], await fixture.Streams.StreamsAsync("s_", Token));
    }

    [Fact]
    public async Task Events_are_read_from_a_sequence_number_on_with_their_time()
    {
        await fixture.Streams.SaveAsync(LedgerFixture.Write(Stage, 0, "a", "b"), Token);
        fixture.Time.Advance(TimeSpan.FromMinutes(1));
        await fixture.Streams.SaveAsync(LedgerFixture.Write(Stage, 1, "c"), Token);

        var events = await fixture.Streams.EventsAsync(Stage, 2, Token);

        Assert.Equal([(2L, "b"), (3L, "c")], events.Select(one => (one.Sequence, one.Event)));
        Assert.Equal(LedgerFixture.Start + TimeSpan.FromMinutes(1), events[1].At);
    }

    [Fact]
    public async Task What_was_posted_is_found_by_repository_and_key()
    {
        var posted = fixture.Ledger.Posted;
        await posted.SaveAsync(1, "plan", new PostedEntry(10, "x"), Token);
        await posted.SaveAsync(2, "plan", new PostedEntry(20, "y"), Token);
        await posted.SaveAsync(1, "plan", new PostedEntry(10, "z"), Token);
        await fixture.RestartAsync();

        Assert.Equal(new PostedEntry(10, "z"), await fixture.Ledger.Posted.FindAsync(1, "plan", Token));
        Assert.Null(await fixture.Ledger.Posted.FindAsync(1, "other", Token));
    }

    public ValueTask InitializeAsync() => fixture.PrepareAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return fixture.DisposeAsync();
    }

    private async Task<string[]> EventsAsync(long from) =>
        [.. (await fixture.Streams.EventsAsync(Stage, from, Token)).Select(one => one.Event)];
}
