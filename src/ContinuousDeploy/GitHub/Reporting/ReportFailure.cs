namespace ContinuousDeploy.GitHub.Reporting;

/// <summary>An object of a report that could not be written.</summary>
public sealed record ReportFailure(string Name, string Reason, TimeSpan? RetryAfter, Exception Cause)
{
    private const int MostNamed = 5;

    /// <summary>
    /// One exception for all of them: what remains, and when trying again can help the first of them. Where one names
    /// no time, neither does the whole.
    /// </summary>
    public static GitHubUnavailableException Join(IReadOnlyList<ReportFailure> failures)
    {
        var named = string.Join(" ", failures.Take(MostNamed).Select(failure => $"{failure.Name}: {failure.Reason}"));
        var more = failures.Count > MostNamed ? $" And {failures.Count - MostNamed} more." : "";
        var retryAfter = failures.Any(failure => failure.RetryAfter is null)
            ? null
            : failures.Min(failure => failure.RetryAfter);
        return new GitHubUnavailableException(
            $"Not everything was posted, {failures.Count} remain. {named}{more}", retryAfter, failures[0].Cause);
    }
}
