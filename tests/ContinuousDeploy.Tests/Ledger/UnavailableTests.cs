using ContinuousDeploy.Ledger;
using Microsoft.Data.Sqlite;

namespace ContinuousDeploy.Tests.Ledger;

/// <summary>What an operator can do to a ledger that is in use. Once the cause is gone it works again.</summary>
public sealed class UnavailableTests : IAsyncDisposable
{
    private readonly SqliteFixture fixture = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lock_of_another_process_refuses_and_ends_with_it()
    {
        await AppendAsync(1);
        using var other = fixture.OpenFile();
        using (other.BeginTransaction(deferred: false))
        {
            await RefusedAsync(2, "is locked");
        }

        await AppendAsync(2);
    }

    [Fact]
    public async Task A_second_bot_is_refused_until_the_first_has_ended()
    {
        await AppendAsync(1);

        var refused = Assert.Throws<LedgerUnavailableException>(fixture.Open);

        Assert.Contains("Another bot uses the ledger", refused.Message, StringComparison.Ordinal);
        await AppendAsync(2);
        await fixture.CloseAsync();
        await using var second = fixture.Open();
        Assert.Equal(2, (await second.Inbox.PendingAsync(0, 10, Token)).Length);
    }

    [Fact]
    public async Task A_full_disk_refuses_and_space_heals_it()
    {
        await AppendAsync(1);
        await fixture.CloseAsync();
        var database = new SqliteDatabase(fixture.Options.ConnectionString);
        var connection = database.OpenForWriting(create: false);
        LimitToItsSize(connection);
        await using var writer = new LedgerWriter(
            database, new WriterSession(connection), new CommitMark(fixture.FilePath), new LedgerReserve(fixture.FilePath));
        var inbox = new Inbox(writer, new LedgerReader(database), fixture.Time);

        var refused = await Assert.ThrowsAsync<LedgerUnavailableException>(
            () => inbox.AppendAsync(Large(2), Token));

        // The limit ends with the connection, as a lack of space does once files were removed.
        Assert.Contains("is full", refused.Message, StringComparison.Ordinal);
        Assert.Equal(AppendOutcome.Stored, await inbox.AppendAsync(Large(2), Token));
        Assert.Equal(2, (await inbox.PendingAsync(0, 10, Token)).Length);
        database.CloseReaders();
    }

    [Fact]
    public async Task A_deleted_file_refuses_until_it_is_put_back()
    {
        await AppendAsync(1);
        var saved = Directory.CreateDirectory(fixture.FilePath + ".saved").FullName;
        Move("", saved);
        Move("-wal", saved);
        Move("-shm", saved);

        await RefusedAsync(2, "was deleted or replaced");
        await RefusedAsync(2, "is not there");
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => fixture.Inbox.PendingAsync(0, 10, Token));
        Assert.False(File.Exists(fixture.FilePath));

        foreach (var file in Directory.GetFiles(saved))
        {
            File.Move(file, Path.Combine(Path.GetDirectoryName(fixture.FilePath)!, Path.GetFileName(file)));
        }

        await AppendAsync(3);
        Assert.Equal(AppendOutcome.Duplicate, await fixture.Inbox.AppendAsync(LedgerFixture.Delivery(1), Token));
    }

    [Fact]
    public async Task A_deleted_log_refuses()
    {
        await AppendAsync(1);
        File.Delete(fixture.FilePath + "-wal");

        await RefusedAsync(2, "was deleted or replaced");
    }

    [Fact]
    public async Task A_file_replaced_by_an_older_copy_refuses()
    {
        await AppendAsync(1);
        await fixture.CloseAsync();
        File.Copy(fixture.FilePath, fixture.FilePath + ".backup");
        await AppendAsync(2);
        File.Delete(fixture.FilePath + "-wal");
        File.Delete(fixture.FilePath + "-shm");
        File.Move(fixture.FilePath + ".backup", fixture.FilePath, overwrite: true);

        await RefusedAsync(3, "was deleted or replaced");
        await RefusedAsync(3, "was acknowledged: it lost rows or is an older copy");
    }

    [Fact]
    public async Task A_read_only_file_refuses()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "The superuser can write a read-only file.");
        await AppendAsync(1);
        await fixture.CloseAsync();
        File.SetAttributes(fixture.FilePath, FileAttributes.ReadOnly);

        var refused = Assert.Throws<LedgerUnavailableException>(() => fixture.Ledger);

        Assert.Contains("read-only", refused.Message, StringComparison.Ordinal);

        // SQLite gave the files it made beside it the same rights.
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(fixture.FilePath)!))
        {
            File.SetAttributes(file, FileAttributes.Normal);
        }

        await AppendAsync(2);
    }

    [Fact]
    public void A_folder_that_is_not_there_refuses_at_start()
    {
        var options = new LedgerOptions { ConnectionString = $"Data Source={fixture.FilePath}.d/ledger.db" };

        Assert.Throws<LedgerUnavailableException>(() => OpenedLedger.Open(options, TimeProvider.System));
    }

    [Fact]
    public async Task A_caller_that_gives_up_does_not_stop_the_others()
    {
        using var impatience = new CancellationTokenSource();
        await impatience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => fixture.Inbox.AppendAsync(LedgerFixture.Delivery(1), impatience.Token));

        await AppendAsync(2);
        var pending = Assert.Single(await fixture.Inbox.PendingAsync(0, 10, Token));
        Assert.Equal(LedgerFixture.Delivery(2).Id, pending.Delivery.Id);
    }

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    private async Task AppendAsync(int number) =>
        Assert.Equal(AppendOutcome.Stored, await fixture.Inbox.AppendAsync(LedgerFixture.Delivery(number), Token));

    private async Task RefusedAsync(int number, string why)
    {
        var refused = await Assert.ThrowsAsync<LedgerUnavailableException>(
            () => fixture.Inbox.AppendAsync(LedgerFixture.Delivery(number), Token));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    // Random enough not to be compressed into pages that are there already.
    private static Delivery Large(int number)
    {
        var body = new byte[100_000];
        for (var i = 0; i < body.Length; i += 32)
        {
            System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(i)).CopyTo(body, i);
        }

        return LedgerFixture.Delivery(number) with { Body = body };
    }

    // SQLite takes a limit below the file's size for that size.
    private static void LimitToItsSize(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA max_page_count = 1";
        command.ExecuteNonQuery();
    }

    private void Move(string suffix, string folder) =>
        File.Move(fixture.FilePath + suffix, Path.Combine(folder, Path.GetFileName(fixture.FilePath) + suffix));
}
