using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;

namespace ContinuousDeploy.Hosting;

/// <summary>
/// TLS between the nodes of a cluster, on both ends of every connection and with a certificate from both sides, before a
/// single byte of theirs is read. Written here because Orleans' own package of it is not in the package feed.
/// </summary>
internal sealed partial class SiloTls(SiloCertificates certificates, TimeProvider time, ILogger<SiloTls> logger) : IDisposable
{
    private const SslProtocols Protocols = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Who has not shown a certificate by then is cut off.</summary>
    private static readonly TimeSpan HandshakeLimit = TimeSpan.FromSeconds(5);

    /// <summary>For connections that others make to this node.</summary>
    public void Inbound(IConnectionBuilder connections) => connections.Use(next => connection => RunAsync(
        connection, next, (stream, limit) => stream.AuthenticateAsServerAsync(ServerOptions(), limit)));

    /// <summary>For connections that this node makes to others.</summary>
    public void Outbound(IConnectionBuilder connections) => connections.Use(next => connection => RunAsync(
        connection, next, (stream, limit) => stream.AuthenticateAsClientAsync(ClientOptions(), limit)));

    public void Dispose() => certificates.Dispose();

    private SslServerAuthenticationOptions ServerOptions() => new()
    {
        ServerCertificateContext = certificates.Context,
        ClientCertificateRequired = true,
        CertificateChainPolicy = certificates.Policy(),
        EnabledSslProtocols = Protocols,
        RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            certificate is not null && errors == SslPolicyErrors.None,
    };

    // Nodes find one another by address, and any of them may be behind it: the authority is what counts, not the name.
    private SslClientAuthenticationOptions ClientOptions() => new()
    {
        TargetHost = "continuous-deploy",
        ClientCertificateContext = certificates.Context,
        CertificateChainPolicy = certificates.Policy(),
        EnabledSslProtocols = Protocols,
        RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            certificate is not null && (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None,
    };

    private async Task RunAsync(
        ConnectionContext connection, ConnectionDelegate next, Func<SslStream, CancellationToken, Task> authenticate)
    {
        var plain = connection.Transport;
        await using var stream = new SslStream(new PipeStream(plain), leaveInnerStreamOpen: false);
        if (await RefusalAsync(stream, authenticate) is { } refusal)
        {
            LogRefused(connection.RemoteEndPoint, refusal);
            connection.Abort(new ConnectionAbortedException("The other side is no node of this cluster."));
            return;
        }

        try
        {
            connection.Transport = new StreamPipe(stream);
            await next(connection);
        }
        finally
        {
            connection.Transport = plain;
        }
    }

    /// <returns>Why the other side is no node of this cluster, or null where it is one.</returns>
    private async Task<string?> RefusalAsync(SslStream stream, Func<SslStream, CancellationToken, Task> authenticate)
    {
        using var limit = new CancellationTokenSource(HandshakeLimit, time);
        try
        {
            await authenticate(stream, limit.Token);
            return stream.IsMutuallyAuthenticated ? null : "it showed no certificate";
        }
        catch (AuthenticationException refused)
        {
            return refused.Message;
        }
        catch (IOException ended)
        {
            return ended.Message;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return $"it did not show a certificate within {HandshakeLimit.TotalSeconds} s";
        }
    }

    [LoggerMessage(LogLevel.Warning, "A connection with {Address} was refused: {Reason}")]
    private partial void LogRefused(System.Net.EndPoint? address, string reason);
}
