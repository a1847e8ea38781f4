using ContinuousDeploy.Ledger;

namespace ContinuousDeploy.Tests.Ledger;

public sealed class SchemaTests : IAsyncDisposable
{
    private readonly SqliteFixture fixture = new();

    [Fact]
    public async Task A_ledger_of_a_newer_program_is_refused_and_left_alone()
    {
        _ = fixture.Ledger;
        await fixture.CloseAsync();
        fixture.Outside($"UPDATE ledger SET schema = {LedgerSchema.Version + 1}");

        var refused = Assert.Throws<LedgerRefusedException>(() => fixture.Ledger);

        Assert.Contains($"schema version {LedgerSchema.Version + 1}", refused.Message, StringComparison.Ordinal);
        Assert.Equal(LedgerSchema.Version + 1, fixture.Outside("SELECT schema FROM ledger"));
    }

    [Fact]
    public async Task A_ledger_from_before_rows_had_digests_is_taken_over_and_guarded_from_then_on()
    {
        var token = TestContext.Current.CancellationToken;
        await fixture.Inbox.AppendAsync(LedgerFixture.Delivery(1), token);
        await fixture.Streams.SaveAsync(
            LedgerFixture.Write("stage/1", 0, "a") with { Begun = [new("k", "ensure")] }, token);
        await fixture.Ledger.Posted.SaveAsync(1, "a", new PostedEntry(1, "x"), token);
        await fixture.CloseAsync();
        fixture.Outside(SqliteFixture.BeforeDigests);

        await fixture.RestartAsync();

        Assert.Equal("k", Assert.Single((await fixture.Streams.LoadAsync("stage/1", token))!.Effects).Key);
        Assert.Single(await fixture.Inbox.PendingAsync(0, 10, token));
        await fixture.CloseAsync();
        fixture.Outside("UPDATE outbox SET command = 'stop'");
        Assert.Throws<LedgerRefusedException>(() => fixture.Ledger);
    }

    [Fact]
    public void Another_database_is_refused_and_nothing_is_added_to_it()
    {
        fixture.Outside("CREATE TABLE streams (x)");

        var refused = Assert.Throws<LedgerRefusedException>(() => fixture.Ledger);

        Assert.Contains("is not a ledger", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, fixture.Outside("SELECT count(*) FROM sqlite_master"));
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused()
    {
        File.WriteAllText(fixture.FilePath, new string('x', 5_000));

        var refused = Assert.Throws<LedgerUnavailableException>(() => fixture.Ledger);

        Assert.Contains("is damaged", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_commit_is_flushed_to_disk()
    {
        await fixture.Inbox.AppendAsync(LedgerFixture.Delivery(1), TestContext.Current.CancellationToken);
        using var connection = new SqliteDatabase(fixture.Options.ConnectionString).OpenForWriting(create: false);
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous";
        const long full = 2;

        Assert.Equal(full, command.ExecuteScalar());
        Assert.Equal(1, fixture.Outside("SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'"));
    }

    [Theory]
    [InlineData("oracle", "Data Source=x.db", "Ledger:Provider is 'oracle'")]
    [InlineData("postgres", "Data Source=x.db", "cannot be used")]
    [InlineData("postgres", "Host=db.example", "must name a host and a database")]
    [InlineData("postgres", "Database=deploy", "must name a host and a database")]
    [InlineData("sqlite", "", "must name a file")]
    [InlineData("sqlite", "Data Source=:memory:", "must name a file")]
    [InlineData("sqlite", "Data Source=x.db;Mode=Memory", "must name a file")]
    [InlineData("sqlite", "Server=x", "cannot be used")]
    public void A_configuration_that_cannot_work_is_refused_at_start(string provider, string connection, string why)
    {
        var result = new LedgerOptionsValidation().Validate(
            null, new LedgerOptions { Provider = provider, ConnectionString = connection });

        Assert.Contains(why, result.FailureMessage, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => fixture.DisposeAsync();
}
