using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ContinuousDeploy.Sandbox.Demo;

namespace ContinuousDeploy.Tests.Cluster;

/// <summary>
/// The way to a node for the others of its cluster, which can be cut. The node itself listens elsewhere, and reaches the
/// database without this.
/// </summary>
internal sealed class NodeLink : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly int node = Ports.Free();
    private readonly CancellationTokenSource stopping = new();
    private readonly Task accepting;
    private volatile bool closed;
    private TaskCompletionSource closing = NewSource();
    private volatile TaskCompletionSource passable = NewSource();

    public NodeLink()
    {
        passable.SetResult();
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>What the node is told: where the others find it, and where it listens.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Cluster__SiloPort"] = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture),
        ["Cluster__ListenPort"] = node.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Connections end, and new ones end at once.</summary>
    public void Close()
    {
        closed = true;
        Interlocked.Exchange(ref closing, NewSource()).SetResult();
    }

    /// <summary>Connections stay and new ones are taken; bytes and ends come only once it is healed.</summary>
    public void Silence() => passable = NewSource();

    /// <summary>New connections pass, and what was held back comes.</summary>
    public void Heal()
    {
        closed = false;
        passable.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting;
        stopping.Dispose();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task AcceptAsync()
    {
        var forwarding = new List<Task>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stopping.Token);
                forwarding.Add(ConnectAsync(client, Volatile.Read(ref closing).Task));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(forwarding);
        }
    }

    private async Task ConnectAsync(TcpClient client, Task cut)
    {
        using var there = client;
        using var here = new TcpClient();
        if (closed)
        {
            return;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        try
        {
            await passable.Task.WaitAsync(ended.Token);
            await here.ConnectAsync(IPAddress.Loopback, node, ended.Token);
            var answers = ForwardAsync(here.GetStream(), there.GetStream(), ended.Token);
            var questions = ForwardAsync(there.GetStream(), here.GetStream(), ended.Token);
            await Task.WhenAny(answers, questions, cut);
            await ended.CancelAsync();
            await Task.WhenAll(answers, questions);
        }
        catch (Exception gone) when (gone is IOException or SocketException
            or OperationCanceledException or InvalidOperationException)
        {
            // One of the two hung up, or the link was cut.
        }
    }

    private async Task ForwardAsync(NetworkStream from, NetworkStream to, CancellationToken ended)
    {
        var buffer = new byte[64 * 1024];
        int read;
        do
        {
            read = await from.ReadAsync(buffer, ended);
            await passable.Task.WaitAsync(ended);
            await to.WriteAsync(buffer.AsMemory(0, read), ended);
        }
        while (read > 0);
    }
}
