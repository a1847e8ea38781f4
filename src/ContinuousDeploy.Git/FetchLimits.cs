namespace ContinuousDeploy.Git;

/// <summary>What one fetch may cost.</summary>
/// <param name="Deadline">From the call to its outcome.</param>
/// <param name="Bytes">Bytes received.</param>
public sealed record FetchLimits(TimeSpan Deadline, long Bytes)
{
    /// <summary>Two minutes and 2 GiB: enough for the first clone of a large repository.</summary>
    public static FetchLimits Default { get; } = new(TimeSpan.FromMinutes(2), 2L * 1024 * 1024 * 1024);
}
