namespace ContinuousDeploy.Git;

/// <summary>Does fetches where they can be ended: the native library cannot be interrupted in this process.</summary>
public interface IFetchRunner
{
    /// <summary>Does one. When this returns or throws, nothing of it works on the mirror any more.</summary>
    /// <exception cref="OperationCanceledException">It was ended on the way, and may have left files behind.</exception>
    Task<FetchOutcome> RunAsync(FetchOrder order, CancellationToken cancellationToken);
}
