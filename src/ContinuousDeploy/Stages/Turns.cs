namespace ContinuousDeploy.Stages;

/// <summary>
/// Lets one caller at a time in, in the order they came. Unlike a semaphore it never leaves the caller's context, so
/// that a whole history of a stage can be played again turn by turn.
/// </summary>
public sealed class Turns
{
    private readonly Lock guard = new();
    private readonly Queue<TaskCompletionSource<IDisposable>> waiting = [];
    private bool taken;

    /// <summary>Waits for a turn; disposing it ends it.</summary>
    public Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (guard)
        {
            if (!taken)
            {
                taken = true;
                return Task.FromResult<IDisposable>(new Turn(this));
            }

            return QueueAsync(cancellationToken);
        }
    }

    private async Task<IDisposable> QueueAsync(CancellationToken cancellationToken)
    {
        var place = new TaskCompletionSource<IDisposable>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.Enqueue(place);
        await using var leaving = cancellationToken.Register(() => place.TrySetCanceled(cancellationToken));
        return await place.Task;
    }

    /// <summary>Whoever gave up waiting is passed over.</summary>
    private void End()
    {
        lock (guard)
        {
            while (waiting.TryDequeue(out var next))
            {
                if (next.TrySetResult(new Turn(this)))
                {
                    return;
                }
            }

            taken = false;
        }
    }

    private sealed class Turn(Turns turns) : IDisposable
    {
        private int ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref ended, 1) == 0)
            {
                turns.End();
            }
        }
    }
}
