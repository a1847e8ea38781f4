using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ContinuousDeploy.Tests.Webhooks;

/// <summary>Sends bytes as they are, which no HTTP client does.</summary>
public sealed class RawClient(Uri server) : IDisposable
{
    /// <summary>After this a test that would wait for ever fails instead.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Socket socket = Connect(server);
    private readonly byte[] buffer = new byte[16_384];
    private string received = "";

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes, cancellationToken)..];
        }
    }

    /// <summary>Says that nothing more comes.</summary>
    public void FinishSending() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Reads one answer: its status and text.</summary>
    public async Task<(int Status, string Text)> AnswerAsync(CancellationToken cancellationToken)
    {
        int end;
        while ((end = received.IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
        {
            await ReceiveAsync(cancellationToken);
        }

        var head = received[..end];
        var status = int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture);
        var length = LengthIn(head);
        while (received.Length < end + 4 + length)
        {
            await ReceiveAsync(cancellationToken);
        }

        var text = received.Substring(end + 4, length);
        received = received[(end + 4 + length)..];
        return (status, text);
    }

    public void Dispose() => socket.Dispose();

    private static Socket Connect(Uri server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, server.Port);
        return socket;
    }

    private static int LengthIn(string head)
    {
        const string name = "Content-Length: ";
        var line = head.Split("\r\n").FirstOrDefault(one => one.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        return line is null ? 0 : int.Parse(line.AsSpan(name.Length), CultureInfo.InvariantCulture);
    }

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        var count = await socket.ReceiveAsync(buffer, cancellationToken).AsTask()
            .WaitAsync(Patience, TimeProvider.System, cancellationToken);
        received += count > 0
            ? Encoding.Latin1.GetString(buffer, 0, count)
            : throw new IOException($"The server closed the connection after: {received}");
    }
}
