using ContinuousDeploy.Ledger;

namespace ContinuousDeploy.Tests.Ledger;

public sealed class SqliteInboxTests() : InboxTests(new SqliteFixture());

public sealed class PostgresInboxTests() : InboxTests(new PostgresFixture());

public abstract class InboxTests(LedgerFixture fixture) : IAsyncLifetime
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_delivery_is_read_back_byte_for_byte_after_a_restart()
    {
        byte[] body = [0, 1, 2, 255, .. "{\"a\":\"é\"}"u8, 0];
        var delivery = LedgerFixture.Delivery(1) with { Body = body };

        Assert.Equal(AppendOutcome.Stored, await fixture.Inbox.AppendAsync(delivery, Token));
        await fixture.RestartAsync();

        var pending = Assert.Single(await fixture.Inbox.PendingAsync(0, 10, Token));
        Assert.Equal(body, pending.Delivery.Body.ToArray());
        Assert.Equal(delivery with { Body = default }, pending.Delivery with { Body = default });
    }

    [Fact]
    public async Task An_empty_body_is_kept_as_one()
    {
        await fixture.Inbox.AppendAsync(LedgerFixture.Delivery(1, ""), Token);

        Assert.True(Assert.Single(await fixture.Inbox.PendingAsync(0, 10, Token)).Delivery.Body.IsEmpty);
    }

    [Fact]
    public async Task The_same_delivery_a_thousand_times_at_once_is_one_row()
    {
        var inbox = fixture.Inbox;
        var appends = Enumerable.Range(0, 1_000)
            .Select(_ => Task.Run(() => inbox.AppendAsync(LedgerFixture.Delivery(7), Token), Token));

        var outcomes = await Task.WhenAll(appends);

        Assert.Equal(1, outcomes.Count(outcome => outcome == AppendOutcome.Stored));
        Assert.Single(await fixture.Inbox.PendingAsync(0, 10, Token));
    }

    [Fact]
    public async Task A_delivery_that_was_worked_off_is_still_known()
    {
        await fixture.Inbox.AppendAsync(LedgerFixture.Delivery(1), Token);
        await fixture.Inbox.CompleteAsync(LedgerFixture.Delivery(1).Id, "handled", Token);

        Assert.Equal(AppendOutcome.Duplicate, await fixture.Inbox.AppendAsync(LedgerFixture.Delivery(1), Token));
        Assert.Empty(await fixture.Inbox.PendingAsync(0, 10, Token));
    }

    [Fact]
    public async Task The_first_outcome_stays_and_the_body_goes()
    {
        await fixture.Inbox.AppendAsync(LedgerFixture.Delivery(1), Token);
        await fixture.Inbox.CompleteAsync(LedgerFixture.Delivery(1).Id, "handled", Token);
        await fixture.Inbox.CompleteAsync(LedgerFixture.Delivery(1).Id, "ignored", Token);

        Assert.Equal(1, fixture.Outside("SELECT count(*) FROM deliveries WHERE outcome = 'handled' AND body IS NULL"));
    }

    [Fact]
    public async Task Pending_deliveries_come_in_pages_in_order_of_arrival()
    {
        foreach (var number in new[] { 9, 3, 5, 1 })
        {
            await fixture.Inbox.AppendAsync(LedgerFixture.Delivery(number), Token);
        }

        await fixture.Inbox.CompleteAsync(LedgerFixture.Delivery(5).Id, "handled", Token);
        var first = await fixture.Inbox.PendingAsync(0, 2, Token);
        var second = await fixture.Inbox.PendingAsync(first[^1].Position, 2, Token);

        Assert.Equal(
            [LedgerFixture.Delivery(9).Id, LedgerFixture.Delivery(3).Id], first.Select(pending => pending.Delivery.Id));
        Assert.Equal([LedgerFixture.Delivery(1).Id], second.Select(pending => pending.Delivery.Id));
    }

    [Fact]
    public async Task Only_deliveries_worked_off_longer_ago_than_thirty_days_are_forgotten()
    {
        await CompletedAsync(1);
        await fixture.Inbox.AppendAsync(LedgerFixture.Delivery(2), Token);
        fixture.Time.Advance(Inbox.Retention);
        await CompletedAsync(3);
        Assert.Equal(0, await fixture.Inbox.PruneAsync(Token));

        fixture.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, await fixture.Inbox.PruneAsync(Token));
        Assert.Equal(AppendOutcome.Stored, await fixture.Inbox.AppendAsync(LedgerFixture.Delivery(1), Token));
        Assert.Equal(AppendOutcome.Duplicate, await fixture.Inbox.AppendAsync(LedgerFixture.Delivery(2), Token));
        Assert.Equal(AppendOutcome.Duplicate, await fixture.Inbox.AppendAsync(LedgerFixture.Delivery(3), Token));
    }

    [Fact]
    public async Task Pruning_works_in_bounded_batches()
    {
        await Task.WhenAll(Enumerable.Range(0, 1_200).Select(CompletedAsync));
        fixture.Time.Advance(Inbox.Retention + TimeSpan.FromDays(1));

        Assert.Equal(500, await fixture.Inbox.PruneAsync(Token));
        Assert.Equal(500, await fixture.Inbox.PruneAsync(Token));
        Assert.Equal(199, await fixture.Inbox.PruneAsync(Token));
        Assert.Equal(0, await fixture.Inbox.PruneAsync(Token));
    }

    [Fact]
    public async Task A_position_is_never_given_twice_though_everything_was_forgotten()
    {
        await CompletedAsync(1);
        await CompletedAsync(2);
        fixture.Time.Advance(Inbox.Retention + TimeSpan.FromDays(1));
        await fixture.Inbox.PruneAsync(Token);

        await fixture.Inbox.AppendAsync(LedgerFixture.Delivery(3), Token);

        Assert.Equal(3, Assert.Single(await fixture.Inbox.PendingAsync(2, 10, Token)).Position);
    }

    [Fact]
    public async Task Bodies_are_compressed_on_disk()
    {
        var body = string.Concat(Enumerable.Repeat("""{"url":"https://api.example/repos/acme/shop"},""", 500));

        await fixture.Inbox.AppendAsync(LedgerFixture.Delivery(1, body), Token);

        Assert.InRange(fixture.Outside("SELECT length(body) FROM deliveries"), 1, body.Length / 20);
    }

    public ValueTask InitializeAsync() => fixture.PrepareAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return fixture.DisposeAsync();
    }

    private async Task CompletedAsync(int number)
    {
        await fixture.Inbox.AppendAsync(LedgerFixture.Delivery(number), Token);
        await fixture.Inbox.CompleteAsync(LedgerFixture.Delivery(number).Id, "handled", Token);
    }
}
