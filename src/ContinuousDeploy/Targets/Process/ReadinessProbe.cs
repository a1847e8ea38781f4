using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ContinuousDeploy.Targets.Process;

/// <summary>Asks an instance once whether it is ready.</summary>
internal sealed class ReadinessProbe(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly HttpClient client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = Patience,
        MaxResponseDrainSize = 0,
        PooledConnectionLifetime = TimeSpan.Zero,
        UseCookies = false,
        UseProxy = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "User-Agent", "ContinuousDeploy-ready" } },
    };

    /// <summary>The address of a path at an instance, or null where the path would lead elsewhere.</summary>
    public static Uri? AddressOf(Uri instance, string path)
    {
        var authority = instance.GetLeftPart(UriPartial.Authority);
        return path.StartsWith('/')
            && Uri.TryCreate(authority + path, UriKind.Absolute, out var url)
            && url.GetLeftPart(UriPartial.Authority) == authority
                ? url
                : null;
    }

    public async Task<ProbeAnswer> AskAsync(Uri url, CancellationToken cancellationToken)
    {
        using var expiry = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(expiry.Token, cancellationToken);
        try
        {
            using var answer = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var status = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
            return new ProbeAnswer(answer.IsSuccessStatusCode, Arrived: true, status);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ProbeAnswer(Ready: false, Arrived: false, "no answer in 2 s");
        }
        catch (HttpRequestException exception)
        {
            var refused = exception.HttpRequestError == HttpRequestError.ConnectionError;
            return new ProbeAnswer(Ready: false, Arrived: !refused, refused ? "connection refused" : "no valid answer");
        }
        catch (SocketException)
        {
            return new ProbeAnswer(Ready: false, Arrived: false, "connection reset as it was made");
        }
    }

    public void Dispose() => client.Dispose();
}

/// <param name="Arrived">Whether something answered at all.</param>
/// <param name="Seen">In a few words.</param>
internal readonly record struct ProbeAnswer(bool Ready, bool Arrived, string Seen);
