using ContinuousDeploy.Ledger;

namespace ContinuousDeploy.Tests.Ledger;

public sealed class CrashTests : IDisposable
{
    private const int Many = 1_000_000;

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_that_was_acknowledged_is_lost_when_the_process_is_killed()
    {
        var acknowledged = new List<KilledWriter.Acknowledgement>();
        for (var kill = 0; kill < 4; kill++)
        {
            using var writer = new KilledWriter(folder.FullName, first: kill * Many);
            acknowledged.AddRange(await writer.KillAfterAsync(100 + (37 * kill), Token));
            await CheckAsync(acknowledged);
        }
    }

    [Fact]
    public async Task A_ledger_that_lost_acknowledged_rows_is_not_opened()
    {
        using (var writer = new KilledWriter(folder.FullName, first: 0))
        {
            await writer.KillAfterAsync(100, Token);
        }

        // SQLite opens this without an error, and with fewer rows.
        using (var log = File.OpenWrite(KilledWriter.LedgerIn(folder.FullName) + "-wal"))
        {
            log.Position = log.Length / 2;
            log.WriteByte(0x5a);
        }

        var refused = Assert.Throws<LedgerRefusedException>(() => Open());

        Assert.Contains("was acknowledged: it lost rows", refused.Message, StringComparison.Ordinal);
        File.Delete(KilledWriter.LedgerIn(folder.FullName) + ".mark");
        await using var accepted = Open();
        Assert.Null(await accepted.VerifyAsync(Token));
    }

    public void Dispose() => folder.Dispose();

    private OpenedLedger Open() => OpenedLedger.Open(
        new LedgerOptions { ConnectionString = $"Data Source={KilledWriter.LedgerIn(folder.FullName)}" },
        TimeProvider.System);

    private async Task CheckAsync(List<KilledWriter.Acknowledgement> acknowledged)
    {
        await using var ledger = Open();
        var stored = (await ledger.Inbox.PendingAsync(0, Many, Token)).Select(one => one.Delivery.Id).ToHashSet();

        Assert.DoesNotContain(acknowledged, one => !stored.Contains(one.Delivery));
        foreach (var stream in acknowledged.GroupBy(one => one.Stream))
        {
            var loaded = await ledger.Streams.LoadAsync(stream.Key, Token);
            Assert.InRange(loaded!.Version, stream.Max(one => one.Version), long.MaxValue);
            Assert.Equal(loaded.Version, (await ledger.Streams.EventsAsync(stream.Key, 1, Token)).Length);
        }
    }
}
