using System.Data.Common;
using ContinuousDeploy.Ledger;

namespace ContinuousDeploy.Tests.Ledger;

public sealed class SqliteEventChainTests() : EventChainTests(new SqliteFixture());

public sealed class PostgresEventChainTests() : EventChainTests(new PostgresFixture());

public abstract class EventChainTests(LedgerFixture fixture) : IAsyncLifetime
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_untouched_ledger_verifies()
    {
        await FillAsync();

        Assert.Null(await fixture.Ledger.VerifyAsync(Token));
    }

    [Theory]
    [InlineData(
        "UPDATE events SET event = 'b*' WHERE stream = 's2' AND sequence = 2",
        "event 2 of stream 's2' was changed")]
    [InlineData(
        "UPDATE events SET at = at + 1 WHERE stream = 's2' AND sequence = 3",
        "event 3 of stream 's2' was changed")]
    [InlineData(
        "UPDATE events SET hash = {zeros} WHERE stream = 's1' AND sequence = 1",
        "event 1 of stream 's1' was changed")]
    [InlineData("DELETE FROM events WHERE stream = 's2' AND sequence = 2", "event 2 of stream 's2' is missing")]
    [InlineData("DELETE FROM events WHERE stream = 's3' AND sequence = 3", "event 3 of stream 's3' is missing")]
    [InlineData("DELETE FROM events WHERE stream = 's1'", "event 1 of stream 's1' is missing")]
    [InlineData(
        "INSERT INTO events SELECT stream, 4, at, event, hash FROM events WHERE stream = 's2' AND sequence = 3",
        "event 4 of stream 's2' was changed")]
    [InlineData("DELETE FROM streams WHERE name = 's1'", "event 3 of stream 's1' is not the one the stream ends with")]
    [InlineData(
        "UPDATE streams SET hash = {zeros} WHERE name = 's3'",
        "event 3 of stream 's3' is not the one the stream ends with")]
    public async Task A_row_that_was_touched_from_outside_is_found(string touch, string fault)
    {
        await FillAsync();
        fixture.Outside(fixture.Unguarded + touch.Replace("{zeros}", fixture.Zeros, StringComparison.Ordinal));

        Assert.Equal(fault, (await fixture.Ledger.VerifyAsync(Token))?.ToString());
    }

    [Fact]
    public async Task A_ledger_with_a_broken_chain_is_not_opened()
    {
        await FillAsync();
        fixture.Outside(fixture.Unguarded + "UPDATE events SET event = 'b*' WHERE stream = 's2' AND sequence = 2");

        var refused = await Assert.ThrowsAsync<LedgerRefusedException>(fixture.RestartAsync);

        Assert.Contains("event 2 of stream 's2' was changed", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE events SET event = 'x'")]
    [InlineData("DELETE FROM events")]
    public async Task The_database_itself_refuses_to_change_an_event(string sql)
    {
        await FillAsync();

        var refused = Assert.ThrowsAny<DbException>(() => fixture.Outside(sql));

        Assert.Contains("append-only", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hash_can_be_checked_by_anyone_from_the_row_before()
    {
        await FillAsync();

        var events = await fixture.Streams.EventsAsync("s1", 1, Token);

        var second = EventChain.Hash(
            Convert.FromHexString(events[0].Hash), "s1", 2, events[1].At.ToUnixTimeMilliseconds(), "b");
        Assert.Equal(Convert.ToHexStringLower(second), events[1].Hash);
    }

    public ValueTask InitializeAsync() => fixture.PrepareAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return fixture.DisposeAsync();
    }

    private async Task FillAsync()
    {
        foreach (var stream in new[] { "s1", "s2", "s3" })
        {
            await fixture.Streams.SaveAsync(LedgerFixture.Write(stream, 0, "a", "b", "c"), Token);
        }

        await fixture.Streams.SaveAsync(LedgerFixture.Write("without events", 0), Token);
    }
}
