using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace ContinuousDeploy.Sandbox.Demo;

/// <summary>The loopback ports of one run: the four that users see.</summary>
public sealed record Ports(int GitHub, int Bot, int Production, int Staging)
{
    // Below those that a system gives to whoever names none (Linux: from 32768), so that a port that was found free is not
    // given away before it is used; and above those that programs are known by.
    private const int First = 20_000;
    private const int End = 32_000;

    private static int last = RandomNumberGenerator.GetInt32(First, End);

    /// <summary>The usual ports, which are in the README; one that is taken is replaced by a free one.</summary>
    public static Ports Usual() => new(FreeOr(5070), FreeOr(5075), FreeOr(5080), FreeOr(5081));

    /// <summary>Ports that nobody uses, so that several runs on one machine do not meet.</summary>
    public static Ports Any() => new(Free(), Free(), Free(), Free());

    /// <summary>A port that nobody uses, another one each time.</summary>
    public static int Free()
    {
        int port;
        do
        {
            port = First + (int)((uint)Interlocked.Increment(ref last) % (End - First));
        }
        while (!IsFree(port));
        return port;
    }

    private static int FreeOr(int usual) => IsFree(usual) ? usual : Free();

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }
}
