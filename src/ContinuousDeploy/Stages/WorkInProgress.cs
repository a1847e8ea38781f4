namespace ContinuousDeploy.Stages;

/// <summary>
/// Counts the work the bot has taken on and not finished, so that a shutdown can let it end and a test can wait for it.
/// Work that only waits for its time does not count.
/// </summary>
public sealed class WorkInProgress
{
    private readonly Lock guard = new();
    private TaskCompletionSource idle = Done();
    private int count;

    /// <summary>Begins a piece of work; disposing ends it.</summary>
    public IDisposable Begin()
    {
        lock (guard)
        {
            if (count++ == 0)
            {
                idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        return new Piece(this);
    }

    /// <summary>Completes when nothing is going on.</summary>
    public Task WhenIdleAsync(CancellationToken cancellationToken)
    {
        lock (guard)
        {
            return idle.Task.WaitAsync(cancellationToken);
        }
    }

    private void End()
    {
        lock (guard)
        {
            if (--count == 0)
            {
                idle.SetResult();
            }
        }
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }

    private sealed class Piece(WorkInProgress work) : IDisposable
    {
        private int ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref ended, 1) == 0)
            {
                work.End();
            }
        }
    }
}
