namespace ContinuousDeploy.GitHub;

/// <summary>GitHub, the network or the installation's rights failed, not the change: the caller tries again later.</summary>
/// <param name="retryAfter">When GitHub said when to come back: how long from now.</param>
public sealed class GitHubUnavailableException(string message, TimeSpan? retryAfter, Exception? cause = null)
    : Exception(message, cause)
{
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
