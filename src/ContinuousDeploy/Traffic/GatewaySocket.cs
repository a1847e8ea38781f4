using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ContinuousDeploy.Core.Traffic;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Traffic;

/// <summary>Asks the gateway over its control socket.</summary>
public sealed class GatewaySocket : IDisposable
{
    // Its answers take milliseconds; a disk that is slow to flush takes seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TimeProvider time;
    private readonly string path;
    private readonly HttpClient client;

    public GatewaySocket(IOptions<GatewayOptions> options, TimeProvider time)
    {
        this.time = time;
        path = Path.Combine(Path.GetFullPath(options.Value.Folder), GatewayLayout.SocketFile);
        client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) => await ConnectAsync(path, cancellationToken),
            // The gateway may have been started anew since the last question: each has a connection of its own.
            PooledConnectionLifetime = TimeSpan.Zero,
            UseProxy = false,
        })
        {
            BaseAddress = new Uri("http://gateway"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>How the gateway is, or null where none answers.</summary>
    public async Task<GatewayHealth?> HealthAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await SendAsync(HttpMethod.Get, "/healthz", content: null, cancellationToken);
            return response.IsSuccessStatusCode
                ? await ReadAsync(response, GatewayJson.Default.GatewayHealth, cancellationToken)
                : null;
        }
        catch (TrafficUnavailableException)
        {
            return null;
        }
    }

    /// <summary>Sends one request. The answer may have any status.</summary>
    /// <exception cref="TrafficUnavailableException">The gateway gave no answer.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string resource, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, resource) { Content = content };
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await client.SendAsync(request, either.Token);
        }
        catch (Exception error) when (IsInfrastructure(error, cancellationToken))
        {
            throw new TrafficUnavailableException(
                $"The gateway does not answer on {path} ({error.Message}). Users are served as before if it runs; the "
                + "next reconcile starts it if it does not.",
                error);
        }
    }

    /// <summary>Reads an answer.</summary>
    /// <exception cref="TrafficUnavailableException">It broke off, or is not what this bot understands.</exception>
    public async Task<T> ReadAsync<T>(
        HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await response.Content.ReadFromJsonAsync(type, cancellationToken)
                ?? throw new JsonException("The answer is null.");
        }
        catch (Exception error) when (error is JsonException || IsInfrastructure(error, cancellationToken))
        {
            throw new TrafficUnavailableException(
                $"The gateway's answer on {path} cannot be read ({error.Message}). Bot and gateway must be of one "
                + "release.",
                error);
        }
    }

    /// <summary>What a refusal says.</summary>
    public async Task<TrafficUnavailableException> RefusalAsync(
        HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var refusal = await ReadAsync(response, GatewayJson.Default.GatewayRefusal, cancellationToken);
        return new TrafficUnavailableException($"The gateway refused ({(int)response.StatusCode}): {refusal.Problem}");
    }

    public void Dispose() => client.Dispose();

    private static bool IsInfrastructure(Exception error, CancellationToken cancellationToken) =>
        error is HttpRequestException or IOException or SocketException
        || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private static async Task<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
