namespace ContinuousDeploy.Core.Rollouts;

/// <summary>How long to wait before something that failed for our own reasons is tried again.</summary>
public static class Backoff
{
    /// <summary>After this many attempts a rollout ends as Errored and asks a person.</summary>
    public const int Attempts = 5;

    /// <summary>The longest time between two attempts.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>1 s after the first attempt, doubling, at most 5 minutes.</summary>
    public static TimeSpan After(int attempt) =>
        attempt >= 10 ? Longest : TimeSpan.FromSeconds(Math.Min(Math.Pow(2, attempt - 1), Longest.TotalSeconds));
}
