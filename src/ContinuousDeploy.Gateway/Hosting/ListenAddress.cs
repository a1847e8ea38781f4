using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ContinuousDeploy.Gateway.Hosting;

/// <summary>An address to serve users on: an IP address or <c>localhost</c>, and a port.</summary>
public sealed record ListenAddress
{
    private readonly IPAddress? address;
    private readonly int port;

    private ListenAddress(IPAddress? address, int port)
    {
        this.address = address;
        this.port = port;
    }

    /// <summary>Reads <c>http://127.0.0.1:5080</c>. <paramref name="problem"/> says what is wrong.</summary>
    public static ListenAddress? Parse(string text, out string? problem)
    {
        problem = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme != "http" || uri.PathAndQuery != "/")
        {
            problem = $"'{text}' is not an address to listen on: http://127.0.0.1:5080 is one. TLS ends in front of "
                + "the gateway.";
            return null;
        }

        if (uri.Host == "localhost" && uri.Port != 0)
        {
            return new ListenAddress(null, uri.Port);
        }

        if (IPAddress.TryParse(uri.DnsSafeHost, out var address))
        {
            return new ListenAddress(address, uri.Port);
        }

        problem = $"'{text}' names no IP address: write 127.0.0.1 for this machine only, 0.0.0.0 for every network.";
        return null;
    }

    public void Apply(KestrelServerOptions options)
    {
        if (address is null)
        {
            options.ListenLocalhost(port);
        }
        else
        {
            options.Listen(address, port);
        }
    }
}
