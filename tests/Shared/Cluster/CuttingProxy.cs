using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ContinuousDeploy.Testing.Cluster;

/// <summary>When the proxy cuts a connection.</summary>
public enum Cut
{
    Never,

    /// <summary>COMMIT never reaches the server.</summary>
    BeforeCommit,

    /// <summary>The server commits, and its answer is lost.</summary>
    AfterCommit,
}

/// <summary>
/// Stands between a bot and its database, and cuts the connection at the next COMMIT where it is told to. Connections
/// are not encrypted, so that it can read along.
/// </summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    private static readonly byte[] Commit = Encoding.ASCII.GetBytes("COMMIT\0");

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly int server;
    private readonly Task accepting;
    private int cut;
    private int cuts;
    private TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="server">The server's port on the loopback address.</param>
    public CuttingProxy(int server)
    {
        this.server = server;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>How many connections were cut.</summary>
    public int Cuts => Volatile.Read(ref cuts);

    /// <summary>Cuts one connection, at the next COMMIT of any.</summary>
    /// <returns>Completes once it was cut.</returns>
    public Task CutNext(Cut when)
    {
        done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref cut, (int)when);
        return done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting;
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ConnectAsync(await listener.AcceptTcpClientAsync(stopping.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ConnectAsync(TcpClient client)
    {
        using var there = client;
        using var here = new TcpClient();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        try
        {
            await here.ConnectAsync(IPAddress.Loopback, server, stopping.Token);
            var answers = here.GetStream().CopyToAsync(there.GetStream(), ended.Token);
            var questions = ForwardAsync(there.GetStream(), here.GetStream(), ended);
            await Task.WhenAny(answers, questions);
            await ended.CancelAsync();
            await questions;
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException)
        {
            // One of the two hung up.
        }
    }

    private async Task ForwardAsync(NetworkStream from, NetworkStream to, CancellationTokenSource ended)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await from.ReadAsync(buffer, ended.Token)) > 0)
        {
            var when = buffer.AsSpan(0, read).IndexOf(Commit) < 0 ? Cut.Never : (Cut)Interlocked.Exchange(ref cut, 0);
            if (when == Cut.Never)
            {
                await to.WriteAsync(buffer.AsMemory(0, read), ended.Token);
                continue;
            }

            // No answer passes from here on.
            await ended.CancelAsync();
            Interlocked.Increment(ref cuts);
            done.TrySetResult();
            if (when == Cut.AfterCommit)
            {
                await to.WriteAsync(buffer.AsMemory(0, read), stopping.Token);
                await to.ReadExactlyAsync(buffer.AsMemory(0, 1), stopping.Token);
            }

            return;
        }
    }
}
