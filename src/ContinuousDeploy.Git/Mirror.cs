namespace ContinuousDeploy.Git;

/// <summary>
/// A bare mirror of one repository in a folder of its own: every branch and the head of every pull request. One fetch
/// runs at a time; readers may read meanwhile. Only one bot may own the folder.
/// </summary>
public sealed class Mirror(string folder, GitServer server, FetchLimits limits, TimeProvider time, IFetchRunner runner)
    : IAsyncDisposable
{
    private readonly string folder = Path.GetFullPath(folder);
    private readonly SemaphoreSlim turn = new(1);

    // Whether the last fetch came to its end, so that it left nothing behind. Read and written in a turn only.
    private bool tidy;

    /// <summary>Brings the mirror up to the server's state. At the deadline the fetch is ended where it is.</summary>
    /// <param name="token">A token that can read the repository; null for a public one.</param>
    /// <exception cref="OperationCanceledException">The caller gave up; so did the fetch.</exception>
    public Task<FetchOutcome> FetchAsync(GitAddress address, string? token, CancellationToken cancellationToken) =>
        RunAsync(Order(address, token, anew: false), cancellationToken);

    /// <summary>
    /// Fetches everything anew beside the mirror and then takes its place. Where that fails the mirror is as it was.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller gave up; so did the fetch.</exception>
    public Task<FetchOutcome> ReplaceAsync(GitAddress address, string? token, CancellationToken cancellationToken) =>
        RunAsync(Order(address, token, anew: true), cancellationToken);

    /// <summary>Opens the mirror for reading; dispose of the reader to see later fetches swap it.</summary>
    /// <exception cref="RepositoryCorruptException">It was never fetched, or is damaged.</exception>
    public GitReader OpenReader() => GitReader.Open(folder);

    /// <summary>Waits for a fetch that runs, then lets go of the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await turn.WaitAsync(CancellationToken.None);
        turn.Dispose();
    }

    private FetchOrder Order(GitAddress address, string? token, bool anew) => new(
        server.Origin.AbsoluteUri, address.Owner, address.Name, token, folder, limits.Bytes, anew, Tidy: false);

    private async Task<FetchOutcome> RunAsync(FetchOrder order, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(limits.Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var stop = either.Token;
        try
        {
            await turn.WaitAsync(stop);
            // The caller gets its answer at the deadline even where the machine is slow to end the fetch.
            return await RunInTurnAsync(order, stop).WaitAsync(stop);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new FetchOutcome.Unreachable(
                $"The Git server did not finish within {limits.Deadline.TotalSeconds:0} s.");
        }
    }

    private async Task<FetchOutcome> RunInTurnAsync(FetchOrder order, CancellationToken stop)
    {
        try
        {
            var leftovers = !tidy;
            tidy = false;
            var outcome = await runner.RunAsync(order with { Tidy = leftovers }, stop);
            tidy = outcome is FetchOutcome.Fetched;
            return outcome;
        }
        finally
        {
            turn.Release();
        }
    }
}
