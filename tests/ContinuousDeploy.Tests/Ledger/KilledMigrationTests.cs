using ContinuousDeploy.Ledger;
using Microsoft.Data.Sqlite;

namespace ContinuousDeploy.Tests.Ledger;

/// <summary>An upgrade that is killed half-way leaves the old ledger or the new one, and the next start completes it.</summary>
public sealed class KilledMigrationTests : IAsyncLifetime
{
    private const int Kills = 14;

    // More than SQLite keeps in memory: parts of the migration are on disk before it is whole.
    private const int Deliveries = 3_000;

    private readonly SqliteFixture fixture = new();
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_lost_whenever_it_is_killed()
    {
        var points = KilledMigration.PointsOf(Copy(fixture.FilePath, "whole.db"));
        Assert.True(points > Kills, $"A migration that passes {points} points is too short to be killed within.");

        for (var kill = 1; kill <= Kills; kill++)
        {
            await CheckAsync(points * kill / (Kills + 1), left: 1);
        }

        await CheckAsync(KilledMigration.AtCommit, left: 1);
        await CheckAsync(KilledMigration.AfterCommit, left: 2);
    }

    public async ValueTask InitializeAsync()
    {
        await Task.WhenAll(Enumerable.Range(1, Deliveries).Select(number => fixture.Inbox.AppendAsync(Delivery(number), Token)));
        await fixture.Streams.SaveAsync(
            LedgerFixture.Write("stage/1", 0, "a") with { Begun = [new("k", "ensure")] }, Token);
        await fixture.Ledger.Posted.SaveAsync(1, "a", new PostedEntry(1, "x"), Token);
        await fixture.CloseAsync();
        fixture.Outside(SqliteFixture.BeforeDigests);
    }

    public async ValueTask DisposeAsync()
    {
        folder.Dispose();
        await fixture.DisposeAsync();
    }

    private static Delivery Delivery(int number) => LedgerFixture.Delivery(
        number, Convert.ToHexString(System.Security.Cryptography.SHA512.HashData(BitConverter.GetBytes(number))));

    /// <param name="left">The schema's version that a kill at this point leaves.</param>
    private async Task CheckAsync(int point, int left)
    {
        var ledger = Copy(fixture.FilePath, "ledger.db");
        await KilledMigration.RunAsync(ledger, point, Token);
        Assert.Equal((left, left - 1), Look(Copy(ledger, "look.db")));

        await using var opened = OpenedLedger.Open(
            new LedgerOptions { ConnectionString = $"Data Source={ledger}" }, TimeProvider.System);
        Assert.Null(await opened.VerifyAsync(Token));
        var pending = await opened.Inbox.PendingAsync(0, Deliveries + 1, Token);
        Assert.Equal(
            Enumerable.Range(1, Deliveries).Select(number => Delivery(number).Id).Order(),
            pending.Select(one => one.Delivery.Id).Order());
        Assert.Equal("k", Assert.Single((await opened.Streams.LoadAsync("stage/1", Token))!.Effects).Key);
        Assert.Equal(new PostedEntry(1, "x"), await opened.Posted.FindAsync(1, "a", Token));
        Assert.Equal((2, 1), Look(Copy(ledger, "look.db")));
    }

    /// <summary>The version that the ledger says it has, and how many of its deliveries' columns are newer than the first.</summary>
    private static (long Version, long Newer) Look(string ledger)
    {
        using var connection = new SqliteConnection($"Data Source={ledger};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT schema, (SELECT count(*) FROM pragma_table_info('deliveries') WHERE name = 'digest') FROM ledger
            """;
        using var row = command.ExecuteReader();
        Assert.True(row.Read());
        return (row.GetInt64(0), row.GetInt64(1));
    }

    /// <summary>A ledger's files as they are now, opened by nobody.</summary>
    private string Copy(string from, string name)
    {
        var copy = folder[name];
        foreach (var suffix in (string[])["", "-wal", "-shm", ".mark"])
        {
            File.Delete(copy + suffix);
            if (File.Exists(from + suffix))
            {
                File.Copy(from + suffix, copy + suffix);
            }
        }

        return copy;
    }
}
