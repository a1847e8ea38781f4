using System.Net;
using ContinuousDeploy.GitHub.Authentication;

namespace ContinuousDeploy.GitHub.Transport;

/// <summary>The one way to GitHub: every call, by Octokit or not, goes through these handlers.</summary>
public sealed class GitHubTransport : IDisposable
{
    private readonly HttpMessageInvoker app;
    private readonly HttpMessageInvoker installations;

    /// <param name="network">What sends at last; null sends over the network.</param>
    public GitHubTransport(
        GitHubAddresses addresses,
        long appId,
        AppKey key,
        Redaction redaction,
        TimeProvider time,
        HttpMessageHandler? network = null)
    {
        var rates = Chain(network ?? Sockets(), new HeaderHandler(), new AnswerHandler(time), new RateHandler(time));
        app = new HttpMessageInvoker(Chain(
            rates,
            new AppAuthorization(appId, key, new GitHubClock(time)),
            new OriginHandler(addresses),
            new RefusalHandler(redaction, time)));
        Tokens = new InstallationTokens(app, addresses, redaction, time);
        installations = new HttpMessageInvoker(Chain(
            rates,
            new InstallationAuthorization(Tokens),
            new EntityTagHandler(),
            new OriginHandler(addresses),
            new RefusalHandler(redaction, time)));
    }

    public InstallationTokens Tokens { get; }

    /// <summary>Sends a request as its caller. The answer's body is whole, bounded, and JSON or empty.</summary>
    /// <exception cref="GitHubUnavailableException"/>
    public Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, Call call, CancellationToken cancellationToken)
    {
        call.StampOn(request);
        return call.Caller switch
        {
            Caller.App => app.SendAsync(request, cancellationToken),
            Caller.Installation => installations.SendAsync(request, cancellationToken),
            _ => throw new InvalidOperationException($"{call.Caller} is no caller."),
        };
    }

    public void Dispose()
    {
        app.Dispose();
        installations.Dispose();
    }

    private static SocketsHttpHandler Sockets() => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    private static HttpMessageHandler Chain(HttpMessageHandler innermost, params DelegatingHandler[] outwards)
    {
        foreach (var handler in outwards)
        {
            handler.InnerHandler = innermost;
            innermost = handler;
        }

        return innermost;
    }
}
