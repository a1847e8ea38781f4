namespace ContinuousDeploy.Git;

/// <summary>
/// A bare mirror of one repository in a folder of its own: every branch and the head of every pull request. One fetch
/// runs at a time; readers may read meanwhile. Only one process may own the folder.
/// </summary>
public sealed class Mirror(string folder, GitServer server, FetchLimits limits, TimeProvider time) : IAsyncDisposable
{
    private readonly MirrorFolder place = new(folder);
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>
    /// Brings the mirror up to the server's state. The native library cannot be interrupted everywhere: at the deadline
    /// the caller gets its outcome, and the next fetch waits for the one that is left behind to end.
    /// </summary>
    /// <param name="token">A token that can read the repository; null for a public one.</param>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public Task<FetchOutcome> FetchAsync(GitAddress address, string? token, CancellationToken cancellationToken) =>
        RunAsync(stop => FetchInPlace(address, token, stop), cancellationToken);

    /// <summary>
    /// Fetches everything anew beside the mirror and then takes its place. Where that fails the mirror is as it was.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public Task<FetchOutcome> ReplaceAsync(GitAddress address, string? token, CancellationToken cancellationToken) =>
        RunAsync(stop => FetchBeside(address, token, stop), cancellationToken);

    /// <summary>Opens the mirror for reading; dispose of the reader to see later fetches swap it.</summary>
    /// <exception cref="RepositoryCorruptException">It was never fetched, or is damaged.</exception>
    public GitReader OpenReader() => GitReader.Open(place.Path);

    /// <summary>Waits for a fetch that runs, then lets go of the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await turn.WaitAsync(CancellationToken.None);
        turn.Dispose();
    }

    private FetchOutcome FetchInPlace(GitAddress address, string? token, CancellationToken stop)
    {
        place.Prepare();
        return NewFetch(address, token, stop).Into(place.Path);
    }

    private FetchOutcome FetchBeside(GitAddress address, string? token, CancellationToken stop)
    {
        place.Prepare();
        MirrorFolder.Create(place.Next);
        var outcome = NewFetch(address, token, stop).Into(place.Next);
        if (outcome is FetchOutcome.Fetched && !stop.IsCancellationRequested)
        {
            place.Swap();
        }

        return outcome;
    }

    private Fetch NewFetch(GitAddress address, string? token, CancellationToken stop) =>
        new(server, address, token, limits, stop);

    private async Task<FetchOutcome> RunAsync(
        Func<CancellationToken, FetchOutcome> work, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(limits.Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var stop = either.Token;
        try
        {
            await turn.WaitAsync(stop);
            var running = Task.Factory.StartNew(
                () => InTurn(work, stop),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
            return await running.WaitAsync(stop);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new FetchOutcome.Unreachable(
                $"The Git server did not finish within {limits.Deadline.TotalSeconds:0} s.");
        }
    }

    private FetchOutcome InTurn(Func<CancellationToken, FetchOutcome> work, CancellationToken stop)
    {
        try
        {
            return work(stop);
        }
        finally
        {
            turn.Release();
        }
    }
}
