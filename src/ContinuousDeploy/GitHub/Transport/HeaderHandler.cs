namespace ContinuousDeploy.GitHub.Transport;

/// <summary>Says who asks, and in which version of the API.</summary>
public sealed class HeaderHandler : DelegatingHandler
{
    private static readonly (string Name, string Value)[] Headers =
    [
        ("User-Agent", "continuous-deploy"),
        ("Accept", "application/vnd.github+json"),
        ("X-GitHub-Api-Version", "2022-11-28"),
    ];

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // A request can pass here twice, after a refused token or a redirect.
        foreach (var (name, value) in Headers)
        {
            request.Headers.Remove(name);
            request.Headers.Add(name, value);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
