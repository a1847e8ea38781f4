using System.Text;
using ContinuousDeploy.Benchmarks.Crash;
using ContinuousDeploy.Ledger;
using Microsoft.Data.Sqlite;

namespace ContinuousDeploy.Tests.Ledger;

/// <summary>
/// Damage to the files of a small ledger, one place at a time: it is refused at the start, with the way out, or every row
/// of every table is what it was. SQLite alone opens many of these with fewer or other rows and says nothing.
/// </summary>
public sealed class DamageTests : IAsyncDisposable
{
    // A prime, so that the places drift through pages, headers and rows.
    private const int Step = 211;
    private const int Page = 4096;

    private static readonly (string Sql, string Index)[] Lookups =
    [
        ("id, position FROM deliveries INDEX", "sqlite_autoindex_deliveries_1"),
        ("position FROM deliveries INDEX WHERE completed IS NULL", "deliveries_pending"),
        ("completed, position FROM deliveries INDEX WHERE completed IS NOT NULL", "deliveries_completed"),
        ("stream, key, position FROM outbox INDEX", "sqlite_autoindex_outbox_1"),
    ];

    private static int Flips => Environment.GetEnvironmentVariable("CRASH_MATRIX") is "all" ? 20_000 : 400;

    private readonly SqliteFixture fixture = new();
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "")]
    [InlineData(true, "-wal")]
    [InlineData(true, ".mark")]
    public async Task A_flipped_byte_is_noticed_or_changes_nothing(bool killed, string file)
    {
        var files = await FilesAsync(killed);
        var content = await ContentAsync(files);
        var damaged = files[file];
        var refused = 0;
        for (var at = 0; at < damaged.Length; at += file == ".mark" ? 1 : Step)
        {
            byte[] flipped = [.. damaged];
            flipped[at] ^= 0x5a;
            refused += await CheckAsync(With(files, file, flipped), content, $"byte {at} of ledger.db{file} flipped");
        }

        Assert.NotEqual(0, refused);
    }

    /// <summary>Bits of the pages that hold rows, drawn by a seed; most of a small file is free space or schema.</summary>
    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "-wal")]
    public async Task A_flipped_bit_within_rows_is_noticed_or_changes_nothing(bool killed, string file)
    {
        var files = await FilesAsync(killed);
        var content = await ContentAsync(files);
        var draw = new Draws(seed: 17);
        var filled = Enumerable.Range(0, files[file].Length).Where(at => files[file][at] != 0).ToList();
        var refused = 0;
        for (var number = 0; number < Flips; number++)
        {
            var (at, bit) = (filled[draw.Below(filled.Count)], draw.Below(8));
            byte[] flipped = [.. files[file]];
            flipped[at] ^= (byte)(1 << bit);
            refused += await CheckAsync(With(files, file, flipped), content, $"bit {bit} of byte {at} of ledger.db{file} flipped");
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"ledger.db{file}: {Flips} bits flipped, {refused} refused, none silent");
        Assert.NotEqual(0, refused);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "")]
    [InlineData(true, "-wal")]
    public async Task A_file_that_was_cut_off_is_noticed_or_changes_nothing(bool killed, string file)
    {
        var files = await FilesAsync(killed);
        var content = await ContentAsync(files);
        var refused = 0;
        for (var length = 0; length < files[file].Length; length += Page)
        {
            var cut = files[file][..length];
            refused += await CheckAsync(With(files, file, cut), content, $"ledger.db{file} cut off at {length}");
        }

        Assert.NotEqual(0, refused);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-wal")]
    public async Task A_file_that_is_gone_is_noticed(string file)
    {
        var files = await FilesAsync(killed: true);
        var content = await ContentAsync(files);
        files.Remove(file);

        Assert.Equal(1, await CheckAsync(files, content, $"ledger.db{file} deleted"));
    }

    public async ValueTask DisposeAsync()
    {
        await fixture.DisposeAsync();
        folder.Dispose();
    }

    private static Dictionary<string, byte[]> With(Dictionary<string, byte[]> files, string name, byte[] content) =>
        new(files) { [name] = content };

    /// <summary>The files of a ledger that holds a bit of everything.</summary>
    /// <param name="killed">As a killed process leaves them, the newest rows in the log alone; otherwise as a stop does.</param>
    private async Task<Dictionary<string, byte[]>> FilesAsync(bool killed)
    {
        await FillAsync(1);
        await fixture.RestartAsync();
        await FillAsync(2);
        if (!killed)
        {
            await fixture.CloseAsync();
        }

        return new[] { "", "-wal", ".mark" }
            .Where(name => File.Exists(fixture.FilePath + name))
            .ToDictionary(name => name, name => Read(fixture.FilePath + name));
    }

    private async Task FillAsync(int round)
    {
        for (var number = 1; number <= 6; number++)
        {
            var delivery = LedgerFixture.Delivery((10 * round) + number, $$"""{"number":{{number}}}""");
            await fixture.Inbox.AppendAsync(delivery, Token);
            if (number % 2 == 0)
            {
                await fixture.Inbox.CompleteAsync(delivery.Id, "handled", Token);
            }

            var write = LedgerFixture.Write($"stage/{number}", round - 1, "a", "b");
            await fixture.Streams.SaveAsync(write with { Begun = [new($"k{round}", "ensure")] }, Token);
            await fixture.Ledger.Posted.SaveAsync(1, $"key/{number}", new PostedEntry(round, "x"), Token);
        }
    }

    // The ledger may be open: sharing is asked for.
    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var content = new MemoryStream();
        file.CopyTo(content);
        return content.ToArray();
    }

    /// <returns>1 where the ledger was refused, with the way out; 0 where it opened and says what it said before.</returns>
    private async Task<int> CheckAsync(Dictionary<string, byte[]> files, string content, string damage)
    {
        try
        {
            Assert.True(content == await ContentAsync(files), $"It starts silently with other rows: {damage}");
            return 0;
        }
        catch (Exception refused) when (refused is LedgerRefusedException or LedgerUnavailableException)
        {
            Assert.Contains("estore", refused.Message, StringComparison.Ordinal);
            return 1;
        }
    }

    /// <summary>Opens a ledger of these files and reads all its rows.</summary>
    private async Task<string> ContentAsync(Dictionary<string, byte[]> files)
    {
        foreach (var left in Directory.GetFiles(folder.FullName))
        {
            File.Delete(left);
        }

        foreach (var (name, bytes) in files)
        {
            await File.WriteAllBytesAsync(folder["ledger.db"] + name, bytes, Token);
        }

        await using var ledger = OpenedLedger.Open(
            new LedgerOptions { ConnectionString = $"Data Source={folder["ledger.db"]}" }, fixture.Time);
        using var connection = new SqliteConnection($"Data Source={folder["ledger.db"]};Pooling=False");
        await connection.OpenAsync(Token);
        var rows = new StringBuilder();
        foreach (var table in new[] { "ledger", "deliveries", "streams", "events", "outbox", "posted" })
        {
            await AppendAsync(rows, connection, $"SELECT '{table}', * FROM {table}");
        }

        // What is found through an index must be what is there, too.
        foreach (var (sql, index) in Lookups)
        {
            await AppendAsync(rows, connection, $"SELECT '{index}', {sql}".Replace("INDEX", $"INDEXED BY {index}", StringComparison.Ordinal));
        }

        return rows.ToString();
    }

    private static async Task AppendAsync(StringBuilder rows, SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var row = await command.ExecuteReaderAsync(Token);
        while (await row.ReadAsync(Token))
        {
            for (var column = 0; column < row.FieldCount; column++)
            {
                rows.Append('|').Append(row[column] is byte[] bytes ? Convert.ToHexString(bytes) : row[column]);
            }

            rows.Append('\n');
        }
    }
}
