using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;

namespace ContinuousDeploy.GitHub.Transport;

/// <summary>
/// Bounds every answer in time and size, reads it whole, and lets only JSON of ordinary depth through: what follows
/// may trust that a body can be parsed.
/// </summary>
public sealed class AnswerHandler(TimeProvider time) : DelegatingHandler
{
    /// <summary>The largest answer that is read, after decompression.</summary>
    public const int MostBytes = 10 * 1024 * 1024;

    private const int MostDepth = 64;

    /// <summary>From sending a request to having its whole answer.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var response = await base.SendAsync(request, either.Token);
            return await WholeAsync(request, response, either.Token);
        }
        catch (OperationCanceledException problem) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unavailable(request, $"gave no whole answer within {Deadline.TotalSeconds:0} seconds", problem);
        }
        // A bare SocketException where the connection is reset in the moment it is made.
        catch (Exception problem) when (problem is HttpRequestException or IOException or SocketException)
        {
            throw Unavailable(request, $"could not be reached ({problem.Message})", problem);
        }
    }

    private static async Task<HttpResponseMessage> WholeAsync(
        HttpRequestMessage request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await ReadAsync(request, response, cancellationToken);
        var type = response.Content.Headers.ContentType?.MediaType;
        response.Content.Dispose();
        var readable = body.Length > 0 && IsJson(type) && IsWellFormed(body);
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created && !readable)
        {
            throw Unavailable(request, "answered with something that is not JSON", cause: null);
        }

        response.Content = new ByteArrayContent(readable ? body : []);
        response.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return response;
    }

    private static async Task<byte[]> ReadAsync(
        HttpRequestMessage request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var whole = new MemoryStream();
        var part = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(part, cancellationToken)) > 0)
        {
            whole.Write(part, 0, read);
            if (whole.Length > MostBytes)
            {
                throw Unavailable(request, $"answered with more than {MostBytes / 1024 / 1024} MB", cause: null);
            }
        }

        return whole.ToArray();
    }

    private static bool IsJson(string? type) =>
        type == "application/json" || type?.EndsWith("+json", StringComparison.Ordinal) is true;

    private static bool IsWellFormed(byte[] body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MostDepth });
            while (reader.Read())
            {
                // Text that is not UTF-8 shows only when it is read.
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                {
                    reader.GetString();
                }
            }

            return true;
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static GitHubUnavailableException Unavailable(
        HttpRequestMessage request, string what, Exception? cause) =>
        new($"GitHub {what}: {request.Method} {request.RequestUri?.AbsolutePath}.", retryAfter: null, cause);
}
