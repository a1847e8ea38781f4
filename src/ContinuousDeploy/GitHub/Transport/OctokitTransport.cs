using System.Net.Http.Headers;
using System.Text;
using Octokit;
using Octokit.Internal;
using IRequest = Octokit.Internal.IRequest;

namespace ContinuousDeploy.GitHub.Transport;

/// <summary>Carries Octokit's requests over the transport, as one caller.</summary>
/// <param name="transport">The one transport.</param>
/// <param name="call">As whom, and how urgently.</param>
/// <param name="cancelled">Octokit's methods take no token, so each operation makes a client with its own.</param>
public sealed class OctokitTransport(GitHubTransport transport, Call call, CancellationToken cancelled) : IHttpClient
{
    /// <inheritdoc/>
    public async Task<IResponse> Send(
        IRequest request, CancellationToken cancellationToken, Func<object, object>? preprocessResponseBody = null)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, cancelled);
        using var message = new HttpRequestMessage(request.Method, new Uri(request.BaseAddress, request.Endpoint));
        if (request.Body is string body)
        {
            // Octokit itself labels its JSON as a form.
            message.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        using var response = await transport.SendAsync(message, call, either.Token);
        var text = await response.Content.ReadAsStringAsync(either.Token);
        return new OctokitAnswer(message.RequestUri!, response, text);
    }

    public void SetRequestTimeout(TimeSpan timeout)
    {
        // The transport has a deadline of its own, by the product's clock.
    }

    public void Dispose()
    {
        // The transport outlives its callers.
    }
}
