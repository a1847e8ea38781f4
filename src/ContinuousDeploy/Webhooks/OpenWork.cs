namespace ContinuousDeploy.Webhooks;

/// <summary>Counts what is under way, and tells when nothing is.</summary>
public sealed class OpenWork
{
    private readonly Lock guard = new();
    private int count;
    private TaskCompletionSource? idle;

    public void Begin()
    {
        lock (guard)
        {
            count++;
        }
    }

    public void End()
    {
        TaskCompletionSource? reached = null;
        lock (guard)
        {
            if (--count == 0)
            {
                (reached, idle) = (idle, null);
            }
        }

        reached?.TrySetResult();
    }

    /// <summary>Completes at once, or the next time nothing is under way.</summary>
    public Task WhenIdleAsync(CancellationToken cancellationToken)
    {
        lock (guard)
        {
            if (count == 0)
            {
                return Task.CompletedTask;
            }

            idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return idle.Task.WaitAsync(cancellationToken);
        }
    }
}
