using System.Net;
using System.Net.Sockets;

namespace ContinuousDeploy.Sandbox.Demo;

/// <summary>The loopback ports of one run: the four that users see.</summary>
public sealed record Ports(int GitHub, int Bot, int Production, int Staging)
{
    /// <summary>The usual ports, which are in the README; one that is taken is replaced by a free one.</summary>
    public static Ports Usual() => new(FreeOr(5070), FreeOr(5075), FreeOr(5080), FreeOr(5081));

    /// <summary>Ports that nobody uses, so that several runs on one machine do not meet.</summary>
    public static Ports Any()
    {
        var free = new TcpListener[4];
        try
        {
            for (var index = 0; index < free.Length; index++)
            {
                free[index] = new TcpListener(IPAddress.Loopback, 0);
                free[index].Start();
            }

            int At(int index) => ((IPEndPoint)free[index].LocalEndpoint).Port;
            return new Ports(At(0), At(1), At(2), At(3));
        }
        finally
        {
            foreach (var listener in free)
            {
                listener?.Dispose();
            }
        }
    }

    private static int FreeOr(int usual)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, usual);
            listener.Start();
            return usual;
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            return Any().GitHub;
        }
    }
}
