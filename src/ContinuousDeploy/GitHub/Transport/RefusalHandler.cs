using System.Net;

namespace ContinuousDeploy.GitHub.Transport;

/// <summary>
/// Parts answers from failures: what says something about the thing that was asked for (2xx, 404, 405, 409, 410, 422)
/// goes on, everything else is GitHub being unavailable to us.
/// </summary>
public sealed class RefusalHandler(Redaction redaction, TimeProvider time) : DelegatingHandler
{
    /// <summary>Missing rights come back only when a person grants them: asking more often helps nobody.</summary>
    public static readonly TimeSpan RightsRetry = TimeSpan.FromMinutes(15);

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode || IsOutcome(response.StatusCode))
        {
            return response;
        }

        using (response)
        {
            throw await UnavailableAsync(request, response, cancellationToken);
        }
    }

    private static bool IsOutcome(HttpStatusCode status) => status is
        HttpStatusCode.NotFound
        or HttpStatusCode.MethodNotAllowed
        or HttpStatusCode.Conflict
        or HttpStatusCode.Gone
        or HttpStatusCode.UnprocessableEntity;

    private async Task<GitHubUnavailableException> UnavailableAsync(
        HttpRequestMessage request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = response.StatusCode;
        var words = redaction.Quote(
            GitHubError.Read(await response.Content.ReadAsByteArrayAsync(cancellationToken)));
        var wait = status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? RightsRetry
            : RateAnswer.RetryAfterOf(response, time.GetUtcNow());
        return new GitHubUnavailableException(
            $"GitHub answered {(int)status} to {request.Method} {request.RequestUri?.AbsolutePath}"
            + $"{(words.Length > 0 ? $": {words}" : "")}. {NextStep(status)}",
            wait);
    }

    private static string NextStep(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized =>
            "Check that the app's id and private key belong together and that the app is not suspended.",
        HttpStatusCode.Forbidden =>
            "An owner must grant the app this right on the installation's page.",
        >= HttpStatusCode.InternalServerError => "It is tried again later.",
        _ => "It is tried again later; if it stays, look into the app's settings at GitHub.",
    };
}
