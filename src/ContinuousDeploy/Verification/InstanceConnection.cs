using System.Net;
using System.Net.Sockets;

namespace ContinuousDeploy.Verification;

/// <summary>
/// The only way to an instance: its address is resolved once, and every connection goes there. Whatever a check's path,
/// a redirect or a changing name service says, nothing else is reached.
/// </summary>
public sealed class InstanceConnection
{
    private readonly Uri instance;
    private readonly IPAddress address;

    private InstanceConnection(Uri instance, IPAddress address)
    {
        this.instance = instance;
        this.address = address;
    }

    /// <exception cref="SocketException">The instance's name cannot be resolved.</exception>
    public static async Task<InstanceConnection> ResolveAsync(Uri instance, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(instance.DnsSafeHost, out var literal))
        {
            return new InstanceConnection(instance, literal);
        }

        var addresses = await Dns.GetHostAddressesAsync(instance.DnsSafeHost, cancellationToken);
        return new InstanceConnection(instance, addresses[0]);
    }

    /// <summary>A request's address, or null where the path would not stay at the instance.</summary>
    public Uri? AddressOf(string path) =>
        path.StartsWith('/')
        && Uri.TryCreate(instance.GetLeftPart(UriPartial.Authority) + path, UriKind.Absolute, out var url)
        && url.GetLeftPart(UriPartial.Authority) == instance.GetLeftPart(UriPartial.Authority)
            ? url
            : null;

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var asked = context.DnsEndPoint;
        if (asked.Port != instance.Port || !SameHost(asked.Host))
        {
            throw new InvalidOperationException(
                $"A smoke check tried to reach {asked.Host}:{asked.Port} instead of the instance. This is a bug.");
        }

        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, instance.Port), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool SameHost(string host) =>
        string.Equals(host, instance.IdnHost, StringComparison.OrdinalIgnoreCase)
        || string.Equals(host.Trim('[', ']'), instance.DnsSafeHost, StringComparison.OrdinalIgnoreCase);
}
