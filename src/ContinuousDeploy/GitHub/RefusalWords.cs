using Octokit;

namespace ContinuousDeploy.GitHub;

/// <summary>GitHub's words for a refusal, with what it says of single fields.</summary>
public static class RefusalWords
{
    /// <summary>
    /// The border to the rest of the service, where nobody knows Octokit: a refusal that no one here had an answer to.
    /// </summary>
    /// <exception cref="GitHubUnavailableException"/>
    public static async Task<T> UnexpectedAsync<T>(Func<Task<T>> work, Redaction redaction)
    {
        try
        {
            return await work();
        }
        catch (ApiException refusal)
        {
            throw new GitHubUnavailableException(
                $"GitHub refused it ({(int)refusal.StatusCode}: {Of(refusal, redaction)}). It is tried again later.",
                retryAfter: null,
                refusal);
        }
        catch (NullReferenceException missing)
        {
            // Octokit walks into parts of an answer that GitHub always gives, such as the list in a page of a list.
            throw new GitHubUnavailableException("GitHub's answer lacks a part that belongs to it.", null, missing);
        }
    }

    public static string Of(ApiException refusal, Redaction redaction)
    {
        var fields = (refusal.ApiError?.Errors ?? [])
            .Select(error => error.Message ?? $"{error.Resource} {error.Field} {error.Code}".Trim())
            .Where(words => words.Length > 0);
        return redaction.Quote(string.Join(": ", [refusal.Message, .. fields]));
    }
}
