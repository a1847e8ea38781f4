using Octokit;

namespace ContinuousDeploy.GitHub;

/// <summary>GitHub's words for a refusal, with what it says of single fields.</summary>
public static class RefusalWords
{
    public static string Of(ApiException refusal, Redaction redaction)
    {
        var fields = (refusal.ApiError?.Errors ?? [])
            .Select(error => error.Message ?? $"{error.Resource} {error.Field} {error.Code}".Trim())
            .Where(words => words.Length > 0);
        return redaction.Quote(string.Join(": ", [refusal.Message, .. fields]));
    }
}
