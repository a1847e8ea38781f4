using System.Collections.Immutable;
using System.Net.Sockets;
using System.Text;

namespace ContinuousDeploy.Sandbox.GitHub.Webhooks;

/// <summary>Posts webhooks over HTTP.</summary>
public sealed class WebhookPost(TimeProvider time) : IDisposable
{
    /// <summary>GitHub waits this long for an answer.</summary>
    public static TimeSpan Deadline { get; } = TimeSpan.FromSeconds(10);

    private readonly HttpClient client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    /// <exception cref="OperationCanceledException">The server ends.</exception>
    internal async Task<DeliveryResult> SendAsync(Uri address, Delivery delivery, CancellationToken ending)
    {
        long started = time.GetTimestamp();
        using HttpRequestMessage request = Request(address, delivery);
        using CancellationTokenSource deadline = new(Deadline, time);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, ending);
        try
        {
            using HttpResponseMessage answer = await client.SendAsync(request, stop.Token);
            string body = await answer.Content.ReadAsStringAsync(stop.Token);
            int code = (int)answer.StatusCode;
            string status = answer.IsSuccessStatusCode ? "OK" : $"Invalid HTTP Response: {code}";
            return new(status, code, time.GetElapsedTime(started), time.GetUtcNow(), Headers(answer), body);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return Unanswered("timed out", started);
        }
        // Bare where the connection is reset in the moment it is made.
        catch (Exception broken) when (broken is HttpRequestException or SocketException)
        {
            return Unanswered("failed to connect to host", started);
        }
    }

    /// <summary>What comes of a delivery where the receiver's own proxy finds no receiver.</summary>
    internal DeliveryResult Unavailable() => new(
        "Invalid HTTP Response: 503", 503, TimeSpan.Zero, time.GetUtcNow(),
        ImmutableSortedDictionary<string, string>.Empty, "");

    public void Dispose() => client.Dispose();

    private static HttpRequestMessage Request(Uri address, Delivery delivery)
    {
        HttpRequestMessage request = new(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(delivery.Payload)),
        };
        foreach ((string name, string value) in delivery.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return request;
    }

    private DeliveryResult Unanswered(string status, long started) => new(
        status, 0, time.GetElapsedTime(started), time.GetUtcNow(), ImmutableSortedDictionary<string, string>.Empty, "");

    private static ImmutableSortedDictionary<string, string> Headers(HttpResponseMessage answer) =>
        answer.Headers.Concat(answer.Content.Headers)
            .ToImmutableSortedDictionary(header => header.Key, header => string.Join(", ", header.Value));
}
