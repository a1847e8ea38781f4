using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ContinuousDeploy.Sandbox.Demo;
using ContinuousDeploy.Testing.Cluster;

namespace ContinuousDeploy.Tests.Cluster;

/// <summary>Nodes that show one another certificates of their cluster's authority, and strangers who reach their ports.</summary>
public sealed class EncryptedClusterTests : IDisposable
{
    private readonly TestAuthority authority = new();
    private readonly TestAuthority strangers = new();
    private readonly int[] ports = [Ports.Free(), Ports.Free(), Ports.Free()];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nodes_of_one_authority_take_over_from_one_another_and_strangers_are_refused()
    {
        await using var scene = await PostgresServer.StartClusterAsync(number => Settings(number, authority));
        var before = await scene.EventsAsync("production");
        foreach (var port in ports.Take(2))
        {
            await RefusedAsync(scene, port, PlainAsync);
            await RefusedAsync(scene, port, stream => EncryptedAsync(stream, null));
            await RefusedAsync(scene, port, stream => EncryptedAsync(stream, strangers.Issue()));
        }

        Assert.Equal(before, await scene.EventsAsync("production"));
        await TakesOverAsync(scene);
    }

    [Fact]
    public async Task A_bot_with_a_certificate_of_another_authority_does_not_join_and_nobody_else_suffers()
    {
        await using var scene = await PostgresServer.StartClusterAsync(
            number => Settings(number, number < 2 ? authority : strangers));
        var refused = scene.SaysAsync("A connection with .* was refused");

        var stranger = scene.StartThird();
        await refused;

        await TakesOverAsync(scene);
        Assert.DoesNotContain(stranger.Lines, line => line.Contains("Application started", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        authority.Dispose();
        strangers.Dispose();
    }

    /// <summary>Only nodes that hear of one another know that one has died and go on with its work.</summary>
    private static async Task TakesOverAsync(ClusterScene scene)
    {
        var reached = scene.SaysAsync(ClusterScene.Phase("production", "1.5.0", "Watching"));
        var ended = scene.SaysAsync(ClusterScene.Ended("production", "1.5.0"));
        await scene.PinAsync("production", "1.5.0");
        var owner = await reached;
        await owner.KillAsync();
        Assert.Equal(scene.Other(owner), await ended);
        Assert.Equal("1.5.0", await scene.UsersGetAsync("production"));
        Assert.Equal(2, scene.StartsOf("1.5.0"));
    }

    /// <summary>The stranger gets no byte beyond what TLS itself says, and the node says that it refused somebody.</summary>
    private static async Task RefusedAsync(ClusterScene scene, int port, Func<NetworkStream, Task<int>> talk)
    {
        var refused = scene.SaysAsync("A connection with .* was refused");
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Token);
        Assert.Equal(0, await talk(client.GetStream()));
        await refused;
    }

    /// <returns>How many bytes the node answered that are no alert of TLS.</returns>
    private static async Task<int> PlainAsync(NetworkStream stream)
    {
        const byte alert = 0x15;
        await stream.WriteAsync("Are you a silo? I would like to be one too.\n"u8.ToArray(), Token);
        var answer = new byte[1_024];
        var length = await ReadAsync(stream, answer);
        return length > 0 && answer[0] == alert ? 0 : length;
    }

    /// <returns>How many bytes the node let this side read.</returns>
    private static async Task<int> EncryptedAsync(NetworkStream stream, X509Certificate2? certificate)
    {
        using var shown = certificate;
        await using var encrypted = new SslStream(stream);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "anybody",
            ClientCertificates = shown is null ? [] : [shown],
            RemoteCertificateValidationCallback = (_, node, _, _) => node is not null,
        };
        try
        {
            await encrypted.AuthenticateAsClientAsync(options, Token);
            await encrypted.WriteAsync("Deploy 6.6.6 to production.\n"u8.ToArray(), Token);
        }
        catch (Exception refused) when (refused is AuthenticationException or IOException)
        {
            return 0;
        }

        return await ReadAsync(encrypted, new byte[1_024]);
    }

    private static async Task<int> ReadAsync(Stream stream, byte[] answer)
    {
        try
        {
            return await stream.ReadAsync(answer, Token);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private Dictionary<string, string> Settings(int number, TestAuthority issuer) => new()
    {
        ["Cluster__SiloPort"] = ports[number].ToString(CultureInfo.InvariantCulture),
        ["Cluster__Certificate"] = issuer.IssueFile(),
        ["Cluster__CertificateAuthority"] = issuer.AuthorityFile,
    };
}
