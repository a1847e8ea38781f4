namespace ContinuousDeploy.GitHub.Transport;

/// <summary>Lets a fixed number through at a time; of those who wait, the most urgent first, then the oldest.</summary>
public sealed class PriorityLane(int width)
{
    private readonly PriorityQueue<TaskCompletionSource, (int Urgency, long Arrival)> waiting = new();
    private int free = width;
    private long arrivals;

    /// <summary>Waits for a place, which is given back when the result is disposed.</summary>
    public async Task<IDisposable> EnterAsync(CallPriority priority, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Join(priority) is { } turn)
        {
            using (cancellationToken.Register(() => turn.TrySetCanceled(cancellationToken)))
            {
                await turn.Task;
            }
        }

        return new Place(this);
    }

    private TaskCompletionSource? Join(CallPriority priority)
    {
        lock (waiting)
        {
            if (free > 0)
            {
                free--;
                return null;
            }

            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Enqueue(turn, (-(int)priority, arrivals++));
            return turn;
        }
    }

    private void Leave()
    {
        lock (waiting)
        {
            while (waiting.TryDequeue(out var next, out _))
            {
                // False for one who gave up meanwhile.
                if (next.TrySetResult())
                {
                    return;
                }
            }

            free++;
        }
    }

    private sealed class Place(PriorityLane lane) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0)
            {
                lane.Leave();
            }
        }
    }
}
