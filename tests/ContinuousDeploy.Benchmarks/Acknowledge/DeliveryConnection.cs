using System.Net;
using System.Net.Sockets;

namespace ContinuousDeploy.Benchmarks.Acknowledge;

/// <summary>One connection to a receiver, kept open from one delivery to the next as GitHub's proxies do.</summary>
public sealed class DeliveryConnection : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] answer = new byte[4_096];

    private DeliveryConnection()
    {
    }

    /// <exception cref="SocketException"/>
    public static async Task<DeliveryConnection> OpenAsync(int port, CancellationToken cancellationToken)
    {
        var connection = new DeliveryConnection();
        await connection.socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        return connection;
    }

    /// <summary>Sends a request and waits for the whole answer, which is valid until the next exchange.</summary>
    /// <exception cref="SocketException"/>
    /// <exception cref="IOException">The receiver closed the connection before it had answered.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ExchangeAsync(
        ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        while (request.Length > 0)
        {
            request = request[await socket.SendAsync(request, cancellationToken)..];
        }

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

        return answer.AsMemory(0, length);
    }

    public void Dispose() => socket.Dispose();
}
