using System.Net;
using Yarp.ReverseProxy.Forwarder;

namespace ContinuousDeploy.Gateway.Forwarding;

/// <summary>The gateway's side of the connections to instances.</summary>
public static class Upstream
{
    /// <summary>How requests are sent on.</summary>
    public static ForwarderRequestConfig Requests { get; } = new()
    {
        // Without an answer or a byte for this long a request is given up: longer than most servers' own limits, so
        // that slow streams and quiet WebSockets live.
        ActivityTimeout = TimeSpan.FromMinutes(5),
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    /// <summary>The connections to all instances, kept between requests.</summary>
    public static HttpMessageInvoker Connect() => new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        // Some servers hang up after 5 idle seconds; a request sent in that moment would be lost.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(4),
        // An address that is a name is looked up again.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    });
}
