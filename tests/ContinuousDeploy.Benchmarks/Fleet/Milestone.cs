using System.Collections.Concurrent;
using System.Diagnostics;

namespace ContinuousDeploy.Benchmarks.Fleet;

/// <summary>Completes when a number of different things have come by.</summary>
internal sealed class Milestone<T>(int count)
    where T : notnull
{
    private readonly ConcurrentDictionary<T, byte> seen = new();
    private readonly TaskCompletionSource<long> reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Seen => seen.Count;

    /// <summary>The time stamp of the last of them.</summary>
    public Task<long> Reached => reached.Task;

    public void Note(T one)
    {
        if (seen.TryAdd(one, 0) && seen.Count >= count)
        {
            reached.TrySetResult(Stopwatch.GetTimestamp());
        }
    }
}
