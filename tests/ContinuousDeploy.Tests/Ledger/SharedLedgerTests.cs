using ContinuousDeploy.Ledger;
using ContinuousDeploy.Ledger.Postgres;

namespace ContinuousDeploy.Tests.Ledger;

/// <summary>Several nodes on one database.</summary>
public sealed class SharedLedgerTests : IAsyncLifetime
{
    private const string Stage = "stage/1/production/shop";

    private readonly PostgresFixture fixture = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => fixture.PrepareAsync();

    [Fact]
    public async Task Nodes_that_start_at_once_make_the_tables_once()
    {
        var nodes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(fixture.Open, Token)));

        Assert.Equal(1, fixture.Outside("SELECT count(*) FROM ledger"));
        foreach (var node in nodes)
        {
            Assert.Null(await node.Streams.LoadAsync(Stage, Token));
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task Of_many_writers_on_three_nodes_exactly_one_saves_each_version()
    {
        await using var second = fixture.Open();
        await using var third = fixture.Open();
        ILedger[] nodes = [fixture.Streams, second.Streams, third.Streams];
        for (var version = 0; version < 20; version++)
        {
            var turn = LedgerFixture.Write(Stage, version, "x") with { Begun = [new($"effect {version}", "ensure")] };
            var turns = Enumerable.Range(0, 12).Select(one => Task.Run(() => nodes[one % 3].SaveAsync(turn, Token)));
            Assert.Equal(1, (await Task.WhenAll(turns)).Count(outcome => outcome == SaveOutcome.Saved));
        }

        Assert.Equal(20, (await nodes[2].EventsAsync(Stage, 1, Token)).Length);
        Assert.Equal(20, (await nodes[1].LoadAsync(Stage, Token))!.Effects.Length);
        Assert.Null(await fixture.Ledger.VerifyAsync(Token));
    }

    [Fact]
    public async Task A_reader_that_goes_on_from_the_last_position_misses_no_delivery_of_any_node()
    {
        await using var second = fixture.Open();
        IInbox[] nodes = [fixture.Inbox, second.Inbox];
        const int count = 2_000;
        var appends = Task.WhenAll(Enumerable.Range(0, count).Select(
            number => Task.Run(() => nodes[number % 2].AppendAsync(LedgerFixture.Delivery(number), Token), Token)));

        var seen = new List<string>();
        long position = 0;
        while (seen.Count < count && !(appends.IsCompleted && await ReadAsync() == 0))
        {
            await ReadAsync();
        }

        Assert.All(await appends, outcome => Assert.Equal(AppendOutcome.Stored, outcome));
        Assert.Equal(count, seen.Distinct().Count());

        async Task<int> ReadAsync()
        {
            var page = await fixture.Inbox.PendingAsync(position, 50, Token);
            seen.AddRange(page.Select(pending => pending.Delivery.Id));
            position = page.IsEmpty ? position : page[^1].Position;
            return page.Length;
        }
    }

    [Fact]
    public async Task A_node_that_starts_while_another_writes_finds_nothing_damaged()
    {
        var opened = Task.Run(
            async () =>
            {
                for (var time = 0; time < 40; time++)
                {
                    await fixture.Open().DisposeAsync();
                }
            },
            Token);

        for (var version = 0; !opened.IsCompleted; version++)
        {
            var turn = LedgerFixture.Write(Stage, version, "x") with
            {
                Begun = [new($"effect {version}", "ensure")],
                Ended = version == 0 ? [] : [$"effect {version - 1}"],
            };
            Assert.Equal(SaveOutcome.Saved, await fixture.Streams.SaveAsync(turn, Token));
        }

        await opened;
    }

    [Fact]
    public async Task A_delivery_that_comes_to_two_nodes_is_stored_once()
    {
        await using var second = fixture.Open();

        var outcomes = await Task.WhenAll(
            fixture.Inbox.AppendAsync(LedgerFixture.Delivery(1), Token),
            second.Inbox.AppendAsync(LedgerFixture.Delivery(1), Token));

        Assert.Equal([AppendOutcome.Stored, AppendOutcome.Duplicate], outcomes.Order());
    }

    [Fact]
    public async Task A_ledger_of_a_newer_program_is_refused_and_left_alone()
    {
        _ = fixture.Ledger;
        fixture.Outside($"UPDATE ledger SET schema = {PostgresSchema.Version + 1}");

        var refused = Assert.Throws<LedgerRefusedException>(fixture.Open);

        Assert.Contains($"schema version {PostgresSchema.Version + 1}", refused.Message, StringComparison.Ordinal);
        Assert.Equal(PostgresSchema.Version + 1, fixture.Outside("SELECT schema FROM ledger"));
        await fixture.CloseAsync();
    }

    [Fact]
    public void Tables_that_are_no_ledger_are_refused_and_nothing_is_added_to_them()
    {
        fixture.Outside($"CREATE SCHEMA {PostgresConnectionString.Schema}; CREATE TABLE streams (x int)");

        var refused = Assert.Throws<LedgerRefusedException>(fixture.Open);

        Assert.Contains("is not a ledger", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, fixture.Outside("SELECT count(*) FROM pg_tables WHERE schemaname = 'continuous_deploy'"));
    }

    public ValueTask DisposeAsync() => fixture.DisposeAsync();
}
