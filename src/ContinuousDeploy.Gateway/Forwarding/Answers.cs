using System.Net.Sockets;
using Yarp.ReverseProxy.Forwarder;

namespace ContinuousDeploy.Gateway.Forwarding;

/// <summary>What users read where no instance answers them.</summary>
public static class Answers
{
    // Long enough for a restart, short enough that nobody waits for nothing.
    private const string RetrySeconds = "5";

    /// <summary>421 (RFC 9110, section 15.5.20): the request came to a place that does not serve its host.</summary>
    public static Task UnknownHostAsync(HttpContext context) => WriteAsync(
        context,
        StatusCodes.Status421MisdirectedRequest,
        $"No application is served at '{context.Request.Headers.Host}'. The Host header must be the host and port of a "
        + "stage's url, as environment.yaml has it, and the stage must have been deployed once.");

    /// <summary>Why the instance did not answer, in the terms of RFC 9110: 503 to try again, 502, 504 or 400.</summary>
    public static Task FailureAsync(HttpContext context, ForwarderError error)
    {
        if (IsNobodyThere(context.GetForwarderErrorFeature()?.Exception))
        {
            context.Response.Headers.RetryAfter = RetrySeconds;
            return WriteAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                "No instance of the application is up at this moment. The request was not processed; try again.");
        }

        return context.Response.StatusCode switch
        {
            StatusCodes.Status504GatewayTimeout => WriteAsync(
                context, StatusCodes.Status504GatewayTimeout, "The application did not answer in time."),
            StatusCodes.Status400BadRequest => WriteAsync(
                context, StatusCodes.Status400BadRequest, "The request is not valid HTTP, or its body ended early."),
            var status => WriteAsync(
                context,
                status,
                $"The application broke off before it answered ({error}). Whether it did what was asked is not known."),
        };
    }

    // The connection was refused or never made: nothing was sent, so the request is safe to repeat.
    private static bool IsNobodyThere(Exception? exception) =>
        exception is SocketException or HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError,
            InnerException: SocketException or TimeoutException or OperationCanceledException,
        };

    private static Task WriteAsync(HttpContext context, int status, string text)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=utf-8";
        // The text repeats what the client sent: it must never be read as a page.
        response.Headers.XContentTypeOptions = "nosniff";
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.WriteAsync(text + "\n", context.RequestAborted);
    }
}
