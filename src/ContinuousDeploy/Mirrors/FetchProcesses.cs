using System.Collections.Concurrent;
using ContinuousDeploy.Git;

namespace ContinuousDeploy.Mirrors;

/// <summary>
/// Processes that fetch. Each does one fetch at a time and is kept for the next, because a start costs more than a fetch
/// that finds nothing new; one that does not end in time is killed, and holds up no other repository.
/// </summary>
public sealed class FetchProcesses : IFetchRunner, IAsyncDisposable
{
    private const int KeptIdle = 2;

    private readonly ConcurrentStack<FetchProcess> idle = new();
    private readonly ConcurrentDictionary<int, bool> busy = new();

    /// <summary>The ids of the processes that are in the middle of a fetch.</summary>
    internal ICollection<int> Busy => busy.Keys;

    public async Task<FetchOutcome> RunAsync(FetchOrder order, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var process = await TakeAsync();
            busy[process.Id] = true;
            try
            {
                var outcome = await process.RunAsync(order, cancellationToken);
                busy.TryRemove(process.Id, out _);
                await GiveBackAsync(process);
                return outcome;
            }
            catch
            {
                busy.TryRemove(process.Id, out _);
                await process.DisposeAsync();
                throw;
            }
        }
        catch (IOException broken)
        {
            return new FetchOutcome.Unreachable(broken.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (idle.TryPop(out var process))
        {
            await process.DisposeAsync();
        }
    }

    private async Task<FetchProcess> TakeAsync()
    {
        while (idle.TryPop(out var process))
        {
            if (!process.HasExited)
            {
                return process;
            }

            await process.DisposeAsync();
        }

        return FetchProcess.Start();
    }

    private ValueTask GiveBackAsync(FetchProcess process)
    {
        if (idle.Count >= KeptIdle)
        {
            return process.DisposeAsync();
        }

        idle.Push(process);
        return ValueTask.CompletedTask;
    }
}
