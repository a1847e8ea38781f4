using System.Collections.Immutable;
using System.Net.Sockets;
using System.Text;
using ContinuousDeploy.Core.Manifests;

namespace ContinuousDeploy.Verification;

/// <summary>Sends one check's request and takes in its answer, within bounds of time and bytes.</summary>
public sealed class SmokeRequest(HttpClient client, TimeProvider time)
{
    /// <summary>The longest body that is read, in bytes. A longer one fails its check.</summary>
    public const int MaximumBody = 1024 * 1024;

    /// <param name="limit">How long is waited for the whole answer.</param>
    public async Task<SmokeAnswer> SendAsync(
        SmokeCheck check, Uri url, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var expiry = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(expiry.Token, cancellationToken);
        try
        {
            return await ExchangeAsync(check, url, either.Token);
        }
        catch (OperationCanceledException) when (expiry.IsCancellationRequested
            && !cancellationToken.IsCancellationRequested)
        {
            return new SmokeAnswer.Broken($"no answer in {SmokeText.Duration(limit)}");
        }
        catch (Exception exception) when (WhatWasSeen(exception) is not null)
        {
            return new SmokeAnswer.Broken(WhatWasSeen(exception)!);
        }
    }

    private async Task<SmokeAnswer> ExchangeAsync(SmokeCheck check, Uri url, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(new HttpMethod(check.Method), url);
        if (check.Json is { } json)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        var begin = time.GetTimestamp();
        using var response =
            await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var status = (int)response.StatusCode;
        if (await ReadAsync(response, cancellationToken) is not { } body)
        {
            return new SmokeAnswer.Broken($"{status} with a body over 1 MiB");
        }

        var encoding = string.Join(", ", response.Content.Headers.ContentEncoding);
        return new SmokeAnswer.Whole(status, encoding.Length == 0 ? null : encoding, body, time.GetElapsedTime(begin));
    }

    private static async Task<ImmutableArray<byte>?> ReadAsync(
        HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            if (body.Length + read > MaximumBody)
            {
                return null;
            }

            body.Write(buffer, 0, read);
        }

        return [.. body.GetBuffer().AsSpan(0, (int)body.Length)];
    }

    // Null: nothing the instance did, so that it must not count against the version.
    private static string? WhatWasSeen(Exception exception) => exception switch
    {
        HttpRequestException { InnerException: SocketException socket } => WhatWasSeen(socket.SocketErrorCode),
        HttpIOException or HttpRequestException => WhatWasSeen(Kind(exception)),
        IOException { InnerException: SocketException socket } => WhatWasSeen(socket.SocketErrorCode),
        // Bare where the connection is reset in the moment it is made.
        SocketException socket => WhatWasSeen(socket.SocketErrorCode),
        _ => null,
    };

    private static HttpRequestError Kind(Exception exception) => exception switch
    {
        HttpIOException failure => failure.HttpRequestError,
        HttpRequestException { InnerException: HttpIOException failure } => failure.HttpRequestError,
        HttpRequestException failure => failure.HttpRequestError,
        _ => HttpRequestError.Unknown,
    };

    private static string? WhatWasSeen(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown or SocketError.NotConnected =>
            "connection reset",
        SocketError.TimedOut => "connection timed out",
        _ => null,
    };

    private static string? WhatWasSeen(HttpRequestError error) => error switch
    {
        HttpRequestError.ResponseEnded => "connection closed in the middle of the answer",
        HttpRequestError.InvalidResponse => "not a valid HTTP answer",
        HttpRequestError.ConfigurationLimitExceeded => "headers over 64 KiB",
        HttpRequestError.SecureConnectionError => "TLS failed",
        HttpRequestError.HttpProtocolError or HttpRequestError.VersionNegotiationError => "not a valid HTTP answer",
        _ => null,
    };
}
