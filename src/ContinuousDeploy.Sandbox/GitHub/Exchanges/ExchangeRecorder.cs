using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;

namespace ContinuousDeploy.Sandbox.GitHub.Exchanges;

/// <summary>Hands exchanges to the host's observer, without tokens.</summary>
public sealed class ExchangeRecorder(Action<Exchange>? observe, TimeProvider time)
{
    private const string Hidden = "ghs_hidden";

    internal void Record(HttpContext http, string path, byte[] request, int status, string? response)
    {
        if (observe is null)
        {
            return;
        }

        observe(new(
            time.GetUtcNow(),
            http.Request.Method,
            path,
            http.Request.QueryString.Value ?? "",
            Headers(http.Request.Headers),
            request.Length == 0 ? null : Encoding.UTF8.GetString(request),
            status,
            Headers(http.Response.Headers),
            path.EndsWith("/access_tokens", StringComparison.Ordinal) ? WithoutToken(response) : response));
    }

    private static ImmutableSortedDictionary<string, string> Headers(IHeaderDictionary headers) => headers
        .Where(header => header.Key is not ("Authorization" or "Cookie"))
        .ToImmutableSortedDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString());

    private static string? WithoutToken(string? response)
    {
        if (response is null || JsonNode.Parse(response) is not JsonObject body || !body.ContainsKey("token"))
        {
            return response;
        }

        body["token"] = Hidden;
        return body.ToJsonString();
    }
}
