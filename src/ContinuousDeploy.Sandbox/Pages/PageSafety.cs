namespace ContinuousDeploy.Sandbox.Pages;

/// <summary>
/// Keeps other sites out. The pages have no passwords, so a site that a person visits at the same time must not be able
/// to send their forms or read them under a name of its own.
/// </summary>
public static class PageSafety
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static async ValueTask<object?> FilterAsync(
        EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var http = invocation.HttpContext;
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Referrer-Policy"] = "same-origin";
        return Refusal(http.Request) is { } refusal
            ? Results.Text($"{refusal}\n", statusCode: StatusCodes.Status403Forbidden)
            : await next(invocation);
    }

    private static string? Refusal(HttpRequest request)
    {
        if (request.Host.Host is not ("127.0.0.1" or "localhost"))
        {
            return "The sandbox answers only under 127.0.0.1 and localhost.";
        }

        var own = $"{request.Scheme}://{request.Host}";
        return HttpMethods.IsPost(request.Method) && request.Headers.Origin != own
            ? $"A form must come from a page of the sandbox: the Origin header must be {own}."
            : null;
    }
}
