using System.Diagnostics;
using System.Globalization;
using ContinuousDeploy.Webhooks;

namespace ContinuousDeploy.Benchmarks.Burst;

/// <summary>
/// A mass redelivery: signed deliveries of 24 kB, each of another branch, while nothing can be worked off, as in an outage.
/// The receiver must not hold them in memory, neither while they wait nor afterwards. Fails where it does.
/// </summary>
public sealed class BurstBenchmark : IBenchmark
{
    private const double Mebibyte = 1024 * 1024;

    /// <summary>What hints that wait may take: 10,000 bodies would be 240 MB.</summary>
    private const double MostWhileWaitingMb = 16;

    /// <summary>What may be left when all is worked off: caches and pools of a process that has been busy.</summary>
    private const double MostAfterwardsMb = 4;

    public string Name => "burst";

    public string Question => "Does a burst of 10,000 deliveries stay in memory? [deliveries]";

    public async Task<BenchmarkLine> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (arguments is [BurstReceiver.Argument, var ledger])
        {
            await BurstReceiver.ServeAsync(ledger, cancellationToken);
            return new BenchmarkLine(Name, 0, "MB");
        }

        var count = arguments.Count > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 10_000;
        var folder = Directory.CreateTempSubdirectory("burst-");
        try
        {
            return await MeasureAsync(Path.Combine(folder.FullName, "ledger.db"), count, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<BenchmarkLine> MeasureAsync(string ledger, int count, CancellationToken cancellationToken)
    {
        using var receiver = await BurstReceiver.StartAsync(ledger, cancellationToken);
        var senders = new BurstSenders(WebhookRegistration.Path, receiver.Port);
        // As many as in the burst, so that pools and tables have the size that they keep.
        await senders.SendAsync("warm", count, cancellationToken);
        await receiver.ReleaseAsync(cancellationToken);
        var before = await receiver.MeasureAsync(cancellationToken);

        await receiver.HoldAsync(cancellationToken);
        var start = Stopwatch.GetTimestamp();
        var slowest = await senders.SendAsync("burst", count, cancellationToken);
        var took = Stopwatch.GetElapsedTime(start);
        var waiting = await receiver.MeasureAsync(cancellationToken);
        await receiver.ReleaseAsync(cancellationToken);
        var after = await receiver.MeasureAsync(cancellationToken);

        var line = new BenchmarkLine(
            Name,
            (after.Heap - before.Heap) / Mebibyte,
            "MB kept",
            null,
            new Figure("deliveries", count),
            new Figure("waitingMb", (waiting.Heap - before.Heap) / Mebibyte),
            new Figure("beforeHeapMb", before.Heap / Mebibyte),
            new Figure("peakHeapMb", waiting.PeakHeap / Mebibyte),
            new Figure("afterHeapMb", after.Heap / Mebibyte),
            new Figure("beforeWorkingSetMb", before.WorkingSet / Mebibyte),
            new Figure("waitingWorkingSetMb", waiting.WorkingSet / Mebibyte),
            new Figure("afterWorkingSetMb", after.WorkingSet / Mebibyte),
            new Figure("perSecond", count / took.TotalSeconds),
            new Figure("slowestMs", slowest.TotalMilliseconds));
        return Judged(line, before, waiting, after);
    }

    private static BenchmarkLine Judged(BenchmarkLine line, MemoryReading before, MemoryReading waiting, MemoryReading after)
    {
        var (held, kept) = ((waiting.Heap - before.Heap) / Mebibyte, (after.Heap - before.Heap) / Mebibyte);
        return held <= MostWhileWaitingMb && kept <= MostAfterwardsMb
            ? line
            : throw new InvalidOperationException(
                $"Memory grows: {held:F1} MB while deliveries wait (at most {MostWhileWaitingMb}), {kept:F1} MB afterwards "
                + $"(at most {MostAfterwardsMb}).\n{line.ToTable()}");
    }
}
