using ContinuousDeploy.Stages;

namespace ContinuousDeploy.Webhooks;

/// <summary>
/// Handles hints one after the other within a repository and side by side across repositories. A hint that already
/// waits is joined, so that a burst of equal webhooks is handled once.
/// </summary>
public sealed class RepositoryLanes(Func<WaitingHint, CancellationToken, Task> handle, WorkInProgress work) : IDisposable
{
    /// <summary>How many hints may wait in memory; the rest waits in the inbox.</summary>
    private const int Capacity = 4_096;

    private readonly Lock guard = new();
    private readonly Dictionary<long, Lane> lanes = [];
    private readonly SemaphoreSlim capacity = new(Capacity);

    /// <summary>Queues a hint, waiting while too many do.</summary>
    public async Task AddAsync(RepositoryEvent hint, OpenDelivery delivery, CancellationToken cancellationToken)
    {
        await capacity.WaitAsync(cancellationToken);
        if (!Enqueue(hint, delivery, cancellationToken))
        {
            capacity.Release();
        }
    }

    /// <summary>Waits until all that was begun has ended. What had not begun at the cancellation is left.</summary>
    public Task EndAsync()
    {
        lock (guard)
        {
            return Task.WhenAll(lanes.Values.Select(lane => lane.Running));
        }
    }

    public void Dispose() => capacity.Dispose();

    /// <returns>False where an equal hint waited already.</returns>
    private bool Enqueue(RepositoryEvent hint, OpenDelivery delivery, CancellationToken cancellationToken)
    {
        lock (guard)
        {
            var repository = hint.Repository.Id;
            var known = lanes.TryGetValue(repository, out var lane);
            lane ??= lanes[repository] = new Lane();
            if (lane.Waiting.Select(entry => entry.Hint).FirstOrDefault(other => other.Hint == hint) is { } equal)
            {
                equal.Deliveries.Add(delivery);
                return false;
            }

            lane.Waiting.Enqueue((new WaitingHint(hint, delivery), work.Begin()));
            if (!known)
            {
                lane.Running = RunAsync(repository, lane, cancellationToken);
            }

            return true;
        }
    }

    private async Task RunAsync(long repository, Lane lane, CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (Take(repository, lane) is { } waiting)
        {
            using var piece = waiting.Piece;
            if (!cancellationToken.IsCancellationRequested)
            {
                await handle(waiting.Hint, cancellationToken);
            }

            capacity.Release();
        }
    }

    private (WaitingHint Hint, IDisposable Piece)? Take(long repository, Lane lane)
    {
        lock (guard)
        {
            if (lane.Waiting.TryDequeue(out var waiting))
            {
                return waiting;
            }

            lanes.Remove(repository);
            return null;
        }
    }

    private sealed class Lane
    {
        public Queue<(WaitingHint Hint, IDisposable Piece)> Waiting { get; } = [];

        public Task Running { get; set; } = Task.CompletedTask;
    }
}
