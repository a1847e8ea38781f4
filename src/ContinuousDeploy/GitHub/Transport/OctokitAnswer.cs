using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Octokit;

namespace ContinuousDeploy.GitHub.Transport;

/// <summary>An answer as Octokit reads it: status, JSON, and the address of the next page.</summary>
public sealed class OctokitAnswer : IResponse
{
    public OctokitAnswer(Uri request, HttpResponseMessage response, string body)
    {
        StatusCode = response.StatusCode;

        // Octokit gives null for exactly "{}", which callers would take for an answer.
        Body = body == "{}" ? "{ }" : body;
        Headers = response.Headers.ToDictionary(
            header => header.Key, header => header.Value.First(), StringComparer.OrdinalIgnoreCase);
        ApiInfo = new ApiInfo(NextPage(request, response), [], [], "", new RateLimit(0, 0, 0), TimeSpan.Zero);
    }

    public object Body { get; }

    public IReadOnlyDictionary<string, string> Headers { get; }

    public ApiInfo ApiInfo { get; }

    public HttpStatusCode StatusCode { get; }

    public string ContentType => "application/json";

    // RFC 8288: <address>; rel="next", <address>; rel="last". The transport refuses addresses of other hosts. Octokit
    // stops at one page number exactly, so a next page that is not the following one could go on without end.
    private static Dictionary<string, Uri> NextPage(Uri request, HttpResponseMessage response)
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
                && link.AsSpan(start + 1).StartsWith("http", StringComparison.OrdinalIgnoreCase)
                && Uri.TryCreate(link[(start + 1)..end], UriKind.Absolute, out var next))
            {
                pages["next"] = PageOf(next) == PageOf(request) + 1
                    ? next
                    : throw new GitHubUnavailableException("GitHub's answer names a next page out of order.", null);
            }
        }

        return pages;
    }

    private static int PageOf(Uri address) =>
        QueryHelpers.ParseQuery(address.Query).TryGetValue("page", out var page)
        && int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 1;
}
