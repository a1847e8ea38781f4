using System.Net;
using System.Net.Http.Headers;
using ContinuousDeploy.GitHub.Transport;

namespace ContinuousDeploy.GitHub.Authentication;

/// <summary>Gives calls their installation's token. A refused token is replaced once.</summary>
public sealed class InstallationAuthorization(InstallationTokens tokens) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var owner = (Caller.Installation)Call.Of(request).Caller;
        var token = await tokens.GetAsync(owner, refused: null, cancellationToken);
        var response = await SendAsync(request, token, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized)
        {
            return response;
        }

        response.Dispose();
        return await SendAsync(
            request, await tokens.GetAsync(owner, refused: token, cancellationToken), cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, string? token, CancellationToken cancellationToken)
    {
        if (token is null)
        {
            // What GitHub itself answers about things an installation cannot see.
            return new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new ByteArrayContent([]) };
        }

        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await base.SendAsync(request, cancellationToken);
    }
}
