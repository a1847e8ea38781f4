using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ContinuousDeploy.Tests.Verification;

/// <summary>A server that answers with whatever bytes a test likes; it does not have to be HTTP.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly Func<NetworkStream, string, CancellationToken, Task> answer;
    private readonly Task serving;

    private RawServer(Func<NetworkStream, string, CancellationToken, Task> answer)
    {
        this.answer = answer;
        listener.Start();
        serving = ServeAsync();
    }

    public Uri Address => new($"http://{listener.LocalEndpoint}/");

    /// <summary>The requests as they came, head and body.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public static RawServer Saying(string text) =>
        new((stream, _, cancellationToken) => stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).AsTask());

    public static RawServer Doing(Func<NetworkStream, string, CancellationToken, Task> answer) => new(answer);

    public static string Answer(string status, string body, params string[] headers) =>
        $"HTTP/1.1 {status}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n"
        + string.Concat(headers.Select(header => header + "\r\n")) + "\r\n" + body;

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Stop();
        await serving;
        end.Dispose();
        listener.Dispose();
    }

    private async Task ServeAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ConnectionAsync(await listener.AcceptTcpClientAsync(end.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ConnectionAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var buffer = new byte[16 * 1024];
                var request = "";
                while (!IsWhole(request) && await stream.ReadAsync(buffer, end.Token) is var read and > 0)
                {
                    request += Encoding.UTF8.GetString(buffer, 0, read);
                }

                Requests.Enqueue(request);
                await answer(stream, request, end.Token);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // The client has seen enough, or the test is over.
            }
        }
    }

    private static bool IsWhole(string request)
    {
        var body = request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        return body > 3 && (!request.StartsWith("POST", StringComparison.Ordinal) || body < request.Length);
    }
}
