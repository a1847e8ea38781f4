using System.Net;

namespace ContinuousDeploy.GitHub.Transport;

/// <summary>
/// Keeps calls, and with them tokens, at the configured GitHub. Renamed repositories redirect within it; a redirect or
/// a next page elsewhere is refused.
/// </summary>
public sealed class OriginHandler(GitHubAddresses addresses) : DelegatingHandler
{
    private const int MostRedirects = 3;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            Check(request.RequestUri);
            var response = await base.SendAsync(request, cancellationToken);
            if (!IsRedirect(request.Method, response.StatusCode) || response.Headers.Location is not { } location)
            {
                return response;
            }

            response.Dispose();
            if (redirects == MostRedirects)
            {
                throw new GitHubUnavailableException(
                    $"GitHub redirected {MostRedirects + 1} times in a row: {request.RequestUri?.AbsolutePath}.", null);
            }

            request.RequestUri = Uri.TryCreate(request.RequestUri, location, out var next)
                ? next
                : throw new GitHubUnavailableException("GitHub's answer redirects to what is no address.", null);
        }
    }

    private void Check(Uri? target)
    {
        if (target is null || !SameOrigin(target, addresses.Rest) || target.UserInfo.Length > 0)
        {
            throw new GitHubUnavailableException(
                $"GitHub's answer leads to another host ({target?.Host}), where this app's tokens are not sent.", null);
        }
    }

    // Not IdnHost, which throws at hosts that cannot be written in ASCII.
    private static bool SameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.Host == other.Host && one.Port == other.Port;

    // 301 and 302 may turn a change into a question on the way: changes follow only what keeps the method.
    private static bool IsRedirect(HttpMethod method, HttpStatusCode status) => status switch
    {
        HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect => true,
        HttpStatusCode.MovedPermanently or HttpStatusCode.Found => method == HttpMethod.Get,
        _ => false,
    };
}
