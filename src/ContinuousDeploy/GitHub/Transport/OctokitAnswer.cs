using System.Net;
using Octokit;

namespace ContinuousDeploy.GitHub.Transport;

/// <summary>An answer as Octokit reads it: status, JSON, and the address of the next page.</summary>
public sealed class OctokitAnswer : IResponse
{
    public OctokitAnswer(HttpResponseMessage response, string body)
    {
        StatusCode = response.StatusCode;

        // Octokit gives null for exactly "{}", which callers would take for an answer.
        Body = body == "{}" ? "{ }" : body;
        Headers = response.Headers.ToDictionary(
            header => header.Key, header => header.Value.First(), StringComparer.OrdinalIgnoreCase);
        ApiInfo = new ApiInfo(NextPage(response), [], [], "", new RateLimit(0, 0, 0), TimeSpan.Zero);
    }

    public object Body { get; }

    public IReadOnlyDictionary<string, string> Headers { get; }

    public ApiInfo ApiInfo { get; }

    public HttpStatusCode StatusCode { get; }

    public string ContentType => "application/json";

    // RFC 8288: <address>; rel="next", <address>; rel="last". The transport refuses addresses of other hosts.
    private static Dictionary<string, Uri> NextPage(HttpResponseMessage response)
    {
        var pages = new Dictionary<string, Uri>();
        if (!response.Headers.TryGetValues("Link", out var values))
        {
            return pages;
        }

        foreach (var link in string.Join(',', values).Split(','))
        {
            var start = link.IndexOf('<', StringComparison.Ordinal);
            var end = link.IndexOf('>', StringComparison.Ordinal);
            if (start >= 0
                && end > start
                && link[end..].Contains("rel=\"next\"", StringComparison.Ordinal)
                && Uri.TryCreate(link[(start + 1)..end], UriKind.Absolute, out var next))
            {
                pages["next"] = next;
            }
        }

        return pages;
    }
}
