using ContinuousDeploy.Ledger;
using ContinuousDeploy.Ledger.Postgres;
using ContinuousDeploy.Testing.Cluster;
using Npgsql;

namespace ContinuousDeploy.Tests.Ledger;

/// <summary>What the network and the server can do to a ledger in PostgreSQL.</summary>
public sealed class PostgresUnavailableTests : IAsyncLifetime
{
    private const string Stage = "stage/1/production/shop";

    private readonly PostgresFixture fixture = new();
    private CuttingProxy proxy = null!;
    private PostgresLedger ledger = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await fixture.PrepareAsync();
        var direct = new NpgsqlConnectionStringBuilder(fixture.Options.ConnectionString);
        proxy = new CuttingProxy(direct.Port);
        direct.Port = proxy.Port;
        var options = new LedgerOptions { Provider = LedgerOptions.Postgres, ConnectionString = direct.ToString() };
        ledger = PostgresLedger.Open(options, fixture.Time);
    }

    [Theory]
    [InlineData(Cut.BeforeCommit, 1)]
    [InlineData(Cut.AfterCommit, 2)]
    public async Task A_turn_whose_commit_was_cut_off_is_unknown_and_loading_again_tells(Cut cut, long version)
    {
        await ledger.Streams.SaveAsync(LedgerFixture.Write(Stage, 0, "first"), Token);
        _ = proxy.CutNext(cut);

        await Assert.ThrowsAsync<LedgerUnavailableException>(
            () => ledger.Streams.SaveAsync(LedgerFixture.Write(Stage, 1, "second"), Token));

        Assert.Equal(1, proxy.Cuts);
        Assert.Equal(version, (await ledger.Streams.LoadAsync(Stage, Token))!.Version);
        var again = await ledger.Streams.SaveAsync(LedgerFixture.Write(Stage, 1, "second"), Token);
        Assert.Equal(version == 1 ? SaveOutcome.Saved : SaveOutcome.Conflict, again);
        Assert.Equal(["first", "second"], (await ledger.Streams.EventsAsync(Stage, 1, Token)).Select(one => one.Event));
        Assert.Null(await ledger.VerifyAsync(Token));
    }

    [Theory]
    [InlineData(Cut.BeforeCommit, AppendOutcome.Stored)]
    [InlineData(Cut.AfterCommit, AppendOutcome.Duplicate)]
    public async Task A_delivery_whose_commit_was_cut_off_is_refused_and_stored_once(Cut cut, AppendOutcome redelivered)
    {
        _ = proxy.CutNext(cut);

        await Assert.ThrowsAsync<LedgerUnavailableException>(
            () => ledger.Inbox.AppendAsync(LedgerFixture.Delivery(1), Token));

        Assert.Equal(redelivered, await ledger.Inbox.AppendAsync(LedgerFixture.Delivery(1), Token));
        Assert.Single(await ledger.Inbox.PendingAsync(0, 10, Token));
    }

    [Fact]
    public async Task Connections_that_the_server_ended_refuse_and_new_ones_are_made()
    {
        await ledger.Streams.SaveAsync(LedgerFixture.Write(Stage, 0, "first"), Token);
        fixture.Outside(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            + "WHERE datname = current_database() AND pid <> pg_backend_pid()");

        await Assert.ThrowsAsync<LedgerUnavailableException>(
            () => ledger.Streams.SaveAsync(LedgerFixture.Write(Stage, 1, "second"), Token));

        Assert.Equal(
            SaveOutcome.Saved, await ledger.Streams.SaveAsync(LedgerFixture.Write(Stage, 1, "second"), Token));
    }

    [Fact]
    public async Task A_node_that_hangs_in_a_transaction_loses_it_and_the_others_go_on()
    {
        await ledger.Streams.SaveAsync(LedgerFixture.Write(Stage, 0, "first"), Token);
        await using var hung = new PostgresDatabase(fixture.Options.ConnectionString);
        await using var connection = hung.Open();
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using var locking = new NpgsqlCommand("SELECT 1 FROM streams FOR UPDATE", connection);
        await locking.ExecuteScalarAsync(Token);

        await Assert.ThrowsAsync<LedgerUnavailableException>(SaveUntilRefusedAsync);

        async Task SaveUntilRefusedAsync()
        {
            // The other node's wait ends with the server's limit of it, or with the limit of the one that hangs.
            Assert.Equal(SaveOutcome.Saved, await SaveAsync());
            await hung.WriteAsync(_ => locking.ExecuteScalarAsync(Token), Token);
        }
    }

    [Fact]
    public void Nobody_there_is_unavailable_and_the_password_is_not_told()
    {
        var unreachable = new NpgsqlConnectionStringBuilder(fixture.Options.ConnectionString) { Port = 1 };
        var options = new LedgerOptions { Provider = LedgerOptions.Postgres, ConnectionString = unreachable.ToString() };

        var refused = Assert.Throws<LedgerUnavailableException>(() => PostgresLedger.Open(options, fixture.Time));

        Assert.Contains("does not answer", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(unreachable.Password!, refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_writers_than_connections_wait_their_turn()
    {
        await using var database = new PostgresDatabase(fixture.Options.ConnectionString);
        var connected = new CountdownEvent(PostgresConnectionString.PoolSize);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = Enumerable.Range(0, PostgresConnectionString.PoolSize).Select(number => database.ReadAsync(
            async _ =>
            {
                connected.Signal();
                await go.Task;
                return number;
            },
            Token)).ToList();
        connected.Wait(Token);
        var late = database.ReadAsync(_ => Task.FromResult(99), Token);

        // Longer than connecting may take: who waits for others of the same bot is not told that the server is gone.
        await Task.WhenAny(late, Task.Delay(TimeSpan.FromSeconds(6), TimeProvider.System, Token));
        Assert.False(late.IsCompleted);
        go.SetResult();

        Assert.Equal(99, await late);
        Assert.Equal(Enumerable.Range(0, PostgresConnectionString.PoolSize), await Task.WhenAll(first));
    }

    [Fact]
    public void A_wrong_password_is_said_and_not_told()
    {
        const string wrong = "a wrong password of the tests";
        var stranger = new NpgsqlConnectionStringBuilder(fixture.Options.ConnectionString) { Password = wrong };
        var options = new LedgerOptions { Provider = LedgerOptions.Postgres, ConnectionString = stranger.ToString() };

        var refused = Assert.Throws<LedgerUnavailableException>(() => PostgresLedger.Open(options, fixture.Time));

        Assert.Contains("check the user and the password", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(wrong, refused.ToString(), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (ledger is not null)
        {
            await ledger.DisposeAsync();
            await proxy.DisposeAsync();
        }

        await fixture.DisposeAsync();
    }

    // The limit for a lock may end before the limit of the transaction that holds it does.
    private async Task<SaveOutcome> SaveAsync()
    {
        while (true)
        {
            try
            {
                return await ledger.Streams.SaveAsync(LedgerFixture.Write(Stage, 1, "second"), Token);
            }
            catch (LedgerUnavailableException)
            {
                Token.ThrowIfCancellationRequested();
            }
        }
    }
}
