using System.Diagnostics;
using HdrHistogram;

namespace ContinuousDeploy.Benchmarks.Acknowledge;

/// <summary>Keeps a number of connections busy: each sends the next delivery once the one before is answered.</summary>
public sealed class Load(SignedPush push, int port)
{
    private const int Connections = 32;

    private int rounds;

    /// <summary>Sends for a time.</summary>
    public async Task<LoadResult> RunAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var round = rounds++;
        var clock = Stopwatch.StartNew();
        var connections = Enumerable.Range(round * Connections, Connections)
            .Select(connection => Task.Run(() => SendAsync(connection, clock, time, cancellationToken)));
        var latencies = new LongHistogram(TimeSpan.FromMinutes(1).Ticks, 3);
        foreach (var one in await Task.WhenAll(connections))
        {
            latencies.Add(one);
        }

        return new LoadResult(latencies.TotalCount, clock.Elapsed, latencies);
    }

    private async Task<LongHistogram> SendAsync(
        int connection, Stopwatch clock, TimeSpan time, CancellationToken cancellationToken)
    {
        var latencies = new LongHistogram(TimeSpan.FromMinutes(1).Ticks, 3);
        var request = push.Copy();
        using var receiver = await DeliveryConnection.OpenAsync(port, cancellationToken);
        for (var number = 0; clock.Elapsed < time; number++)
        {
            push.Number(request, connection, number);
            var sent = clock.Elapsed;
            var answer = await receiver.ExchangeAsync(request, cancellationToken);
            latencies.RecordValue((clock.Elapsed - sent).Ticks);
            if (!Answer.IsAccepted(answer.Span))
            {
                throw new IOException($"The receiver answered {System.Text.Encoding.ASCII.GetString(answer.Span)}");
            }
        }

        return latencies;
    }
}

/// <param name="Count">Deliveries that were accepted.</param>
/// <param name="Latencies">From the first byte sent to the last byte of the answer, in ticks of 100 ns.</param>
public sealed record LoadResult(long Count, TimeSpan Elapsed, LongHistogram Latencies)
{
    public double PerSecond => Count / Elapsed.TotalSeconds;

    public double PercentileMs(double percentile) =>
        TimeSpan.FromTicks(Latencies.GetValueAtPercentile(percentile)).TotalMilliseconds;
}
