using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ContinuousDeploy.Targets.Process;

internal enum PortOwner
{
    Nobody,
    TheInstance,
    Somebody,
}

/// <summary>TCP ports of this machine: which is free, and who listens on one.</summary>
internal static class ListeningPort
{
    // State LISTEN in /proc/net/tcp, as the kernel's tcp_states.h numbers it.
    private const string Listen = "0A";

    /// <summary>A port nobody listens on now. Somebody may be faster than the instance: see <see cref="OwnerOf"/>.</summary>
    public static int FindFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>
    /// Whether what listens on a port is one of these processes. An answer from the port says nothing without it: it may
    /// be another version of the same application that took the port first.
    /// </summary>
    public static PortOwner OwnerOf(int port, IReadOnlyCollection<int> processes)
    {
        var sockets = SocketsOn(port);
        if (sockets.Count == 0)
        {
            return PortOwner.Nobody;
        }

        return processes.Any(process => Opens(process, sockets)) ? PortOwner.TheInstance : PortOwner.Somebody;
    }

    private static HashSet<string> SocketsOn(int port)
    {
        var wanted = ':' + port.ToString("X4", CultureInfo.InvariantCulture);
        string[] tables = ["/proc/net/tcp", "/proc/net/tcp6"];
        return [.. tables
            .Where(File.Exists)
            .SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 9
                && fields[3] == Listen
                && fields[1].EndsWith(wanted, StringComparison.Ordinal))
            .Select(fields => $"socket:[{fields[9]}]")];
    }

    private static bool Opens(int process, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"/proc/{process}/fd")
                .Any(file => new FileInfo(file).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
