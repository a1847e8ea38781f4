using System.Globalization;
using ContinuousDeploy.Ledger;

namespace ContinuousDeploy.Tests.Ledger;

public sealed class SqliteRowDigestTests() : RowDigestTests(new SqliteFixture())
{
    /// <summary>Beyond what a row says of itself: the file knows which rows it has.</summary>
    [Theory]
    [InlineData("DELETE FROM deliveries WHERE completed IS NULL")]
    [InlineData("DELETE FROM deliveries WHERE completed IS NOT NULL")]
    [InlineData("DELETE FROM posted")]
    [InlineData("UPDATE deliveries SET position = position + 100")]
    [InlineData("UPDATE outbox SET position = position + 100")]
    [InlineData("UPDATE ledger SET commits = commits + 1")]
    [InlineData("UPDATE ledger SET rows = 0")]
    public Task A_row_that_is_missing_or_elsewhere_is_noticed_at_the_start(string sql) => RefusedAfterAsync(sql);
}

public sealed class PostgresRowDigestTests() : RowDigestTests(new PostgresFixture());

/// <summary>What an operator or a failing disk can do to single rows, and how a start answers.</summary>
public abstract class RowDigestTests(LedgerFixture fixture) : IAsyncLifetime
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Columns => new()
    {
        { "deliveries", "id" }, { "deliveries", "event" }, { "deliveries", "received" }, { "deliveries", "body" },
        { "deliveries", "length" }, { "deliveries", "completed" }, { "deliveries", "outcome" }, { "deliveries", "digest" },
        { "streams", "version" }, { "streams", "state" }, { "streams", "sequence" }, { "streams", "hash" },
        { "streams", "effects" }, { "streams", "digest" }, { "streams", "name" },
        { "outbox", "stream" }, { "outbox", "key" }, { "outbox", "command" },
        { "posted", "repository" }, { "posted", "key" }, { "posted", "id" }, { "posted", "fingerprint" },
        { "posted", "digest" },
    };

    [Theory]
    [MemberData(nameof(Columns))]
    public Task A_changed_column_is_noticed_at_the_start(string table, string column) =>
        RefusedAfterAsync($"UPDATE {table} SET {column} = {Other(table, column)}");

    [Theory]
    [InlineData("DELETE FROM outbox")]
    [InlineData("INSERT INTO outbox (stream, key, command) VALUES ('stage/2', 'k2', 'ensure')")]
    [InlineData("INSERT INTO posted (repository, key, id, fingerprint) VALUES (2, 'k', 1, 'x')")]
    [InlineData("DELETE FROM events WHERE stream = 'stage/1'")]
    public Task A_row_too_few_or_too_many_is_noticed_at_the_start(string sql) => RefusedAfterAsync(sql);

    [Fact]
    public async Task After_every_kind_of_write_the_rows_are_what_was_written()
    {
        await FillAsync();
        await fixture.Streams.SaveAsync(
            LedgerFixture.Write("stage/1", 1, "c") with { Begun = [new("k1", "again"), new("k9", "move")], Ended = ["k1"] }, Token);
        await fixture.Streams.SaveAsync(LedgerFixture.Write("stage/1", 7, "a turn too late"), Token);
        await fixture.Ledger.Posted.SaveAsync(1, "a", new PostedEntry(1, "y"), Token);
        await fixture.Inbox.CompleteAsync(LedgerFixture.Delivery(3).Id, "handled", Token);
        fixture.Time.Advance(Inbox.Retention + TimeSpan.FromDays(1));
        await fixture.Inbox.AppendAsync(LedgerFixture.Delivery(9), Token);
        Assert.Equal(2, await fixture.Inbox.PruneAsync(Token));

        await fixture.RestartAsync();

        Assert.Equal("move", Assert.Single((await fixture.Streams.LoadAsync("stage/1", Token))!.Effects, one => one.Key == "k9").Command);
    }

    public ValueTask InitializeAsync() => fixture.PrepareAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return fixture.DisposeAsync();
    }

    protected async Task RefusedAfterAsync(string sql)
    {
        await FillAsync();
        await fixture.CloseAsync();
        fixture.Outside(fixture.Unguarded + sql);

        var refused = Assert.Throws<LedgerRefusedException>(() => fixture.Ledger);

        Assert.Contains("Restore a backup", refused.Message, StringComparison.Ordinal);
    }

    private async Task FillAsync()
    {
        for (var number = 1; number <= 3; number++)
        {
            await fixture.Inbox.AppendAsync(LedgerFixture.Delivery(number), Token);
        }

        await fixture.Inbox.CompleteAsync(LedgerFixture.Delivery(1).Id, "handled", Token);
        for (var number = 1; number <= 2; number++)
        {
            var stream = string.Create(CultureInfo.InvariantCulture, $"stage/{number}");
            await fixture.Streams.SaveAsync(
                LedgerFixture.Write(stream, 0, "a", "b") with { Begun = [new("k1", "ensure")] }, Token);
        }

        await fixture.Ledger.Posted.SaveAsync(1, "a", new PostedEntry(1, "x"), Token);
    }

    /// <summary>SQL for another value of a column's type, in one row.</summary>
    private string Other(string table, string column)
    {
        var one = table switch
        {
            "deliveries" => column is "completed" or "outcome" ? "completed IS NOT NULL" : "id LIKE '%2'",
            "streams" => "name = 'stage/1'",
            "outbox" => "stream = 'stage/1'",
            _ => "key = 'a'",
        };
        return column switch
        {
            "body" or "hash" => fixture.Zeros,
            "stream" => "'stage/3'",
            "id" when table == "deliveries" => "id || 'x'",
            "event" or "outcome" or "state" or "name" or "key" or "command" or "fingerprint" => $"{column} || 'x'",
            _ => $"{column} + 1",
        } + $" WHERE {one}";
    }
}
