using System.Net;
using System.Net.Http.Headers;

namespace ContinuousDeploy.GitHub.Authentication;

/// <summary>Signs calls that the app makes for itself. A refused token is signed once more by GitHub's clock.</summary>
public sealed class AppAuthorization(long appId, AppKey key, GitHubClock clock) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await SendSignedAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized)
        {
            return response;
        }

        response.Dispose();
        return await SendSignedAsync(request, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendSignedAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.SignToken(appId, clock.Now));
        var response = await base.SendAsync(request, cancellationToken);
        clock.Observe(response.Headers.Date);
        return response;
    }
}
