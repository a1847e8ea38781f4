namespace ContinuousDeploy.Sandbox.GitHub.Rest;

/// <summary>GitHub's words for the statuses a fault can ask for.</summary>
internal static class FaultMessages
{
    public static string Of(int status) => status switch
    {
        401 => "Bad credentials",
        403 => "Resource not accessible by integration",
        404 => "Not Found",
        409 => "Conflict",
        422 => "Validation Failed",
        429 => "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
        502 => "Server Error",
        503 => "Service Unavailable",
        _ => "Server Error",
    };
}
