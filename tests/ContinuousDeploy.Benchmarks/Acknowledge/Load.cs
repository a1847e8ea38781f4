using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
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
        var answer = new byte[4_096];
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        for (var number = 0; clock.Elapsed < time; number++)
        {
            push.Number(request, connection, number);
            var sent = clock.Elapsed;
            await SendAsync(socket, request, cancellationToken);
            await AnswerAsync(socket, answer, cancellationToken);
            latencies.RecordValue((clock.Elapsed - sent).Ticks);
        }

        return latencies;
    }

    private static async ValueTask SendAsync(
        Socket socket, ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        while (request.Length > 0)
        {
            request = request[await socket.SendAsync(request, cancellationToken)..];
        }
    }

    private static async ValueTask AnswerAsync(Socket socket, byte[] answer, CancellationToken cancellationToken)
    {
        var length = 0;
        while (!Answer.IsWhole(answer.AsSpan(0, length)))
        {
            var received = await socket.ReceiveAsync(answer.AsMemory(length), cancellationToken);
            if (received == 0)
            {
                throw new IOException("The receiver closed a connection.");
            }

            length += received;
        }

        if (!Answer.IsAccepted(answer))
        {
            throw new IOException($"The receiver answered {System.Text.Encoding.ASCII.GetString(answer, 0, length)}");
        }
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
