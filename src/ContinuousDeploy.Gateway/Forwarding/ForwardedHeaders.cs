using Yarp.ReverseProxy.Forwarder;

namespace ContinuousDeploy.Gateway.Forwarding;

/// <summary>
/// Tells the application who asked and how. What a client says about that itself is dropped, as anybody can write it.
/// The <c>Host</c> header stays the user's, so that the application makes links to its public address.
/// </summary>
public sealed class ForwardedHeaders : HttpTransformer
{
    private const string Prefix = "X-Forwarded-";

    public override ValueTask TransformRequestAsync(
        HttpContext httpContext,
        HttpRequestMessage proxyRequest,
        string destinationPrefix,
        CancellationToken cancellationToken)
    {
        var request = httpContext.Request;
        var headers = request.Headers;
        RemoveClaims(headers);
        headers["X-Forwarded-For"] = httpContext.Connection.RemoteIpAddress?.ToString();
        headers["X-Forwarded-Proto"] = request.Scheme;
        headers["X-Forwarded-Host"] = headers.Host;
        return base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
    }

    private static void RemoveClaims(IHeaderDictionary headers)
    {
        List<string>? claims = null;
        foreach (var (name, _) in headers)
        {
            // Forwarded: RFC 7239. X-Real-IP: nginx's custom, which many frameworks trust.
            if (name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
                || name.Equals("Forwarded", StringComparison.OrdinalIgnoreCase)
                || name.Equals("X-Real-IP", StringComparison.OrdinalIgnoreCase))
            {
                (claims ??= []).Add(name);
            }
        }

        foreach (var name in claims ?? [])
        {
            headers.Remove(name);
        }
    }
}
