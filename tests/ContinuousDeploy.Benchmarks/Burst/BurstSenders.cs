using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ContinuousDeploy.Benchmarks.Acknowledge;

namespace ContinuousDeploy.Benchmarks.Burst;

/// <summary>Sends signed deliveries over many connections at once, each a push to a branch of its own.</summary>
internal sealed class BurstSenders(string path, int port)
{
    private const int Connections = 200;

    /// <summary>Sends a number of deliveries; every one has to be accepted.</summary>
    /// <returns>How long the slowest took.</returns>
    public async Task<TimeSpan> SendAsync(string name, int count, CancellationToken cancellationToken)
    {
        var next = -1;
        var connections = Enumerable.Range(0, Connections).Select(_ => Task.Run(
            async () =>
            {
                var slowest = TimeSpan.Zero;
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                for (var number = Interlocked.Increment(ref next); number < count; number = Interlocked.Increment(ref next))
                {
                    var took = await DeliverAsync(socket, name, number, cancellationToken);
                    slowest = took > slowest ? took : slowest;
                }

                return slowest;
            },
            cancellationToken));
        return (await Task.WhenAll(connections)).Max();
    }

    private async Task<TimeSpan> DeliverAsync(Socket socket, string name, int number, CancellationToken cancellationToken)
    {
        var push = new SignedPush(path, string.Create(CultureInfo.InvariantCulture, $"{name}-{number}"));
        var request = push.Copy();
        push.Number(request, name.Length, number);
        var start = Stopwatch.GetTimestamp();
        for (ReadOnlyMemory<byte> rest = request; rest.Length > 0;)
        {
            rest = rest[await socket.SendAsync(rest, cancellationToken)..];
        }

        var answer = new byte[1_024];
        var length = 0;
        while (!Answer.IsWhole(answer.AsSpan(0, length)))
        {
            var received = await socket.ReceiveAsync(answer.AsMemory(length), cancellationToken);
            length += received > 0 ? received : throw new IOException("The receiver closed a connection.");
        }

        return Answer.IsAccepted(answer)
            ? Stopwatch.GetElapsedTime(start)
            : throw new IOException($"The receiver answered {System.Text.Encoding.ASCII.GetString(answer, 0, length)}");
    }
}
