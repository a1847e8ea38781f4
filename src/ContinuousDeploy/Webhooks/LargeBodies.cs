namespace ContinuousDeploy.Webhooks;

/// <summary>
/// Bounds how many large bodies are in memory at a time. A body must be held before its signature can be checked, so
/// without a bound anyone could fill the memory.
/// </summary>
public sealed class LargeBodies : IDisposable
{
    /// <summary>From this size on, in bytes, a body is large. Nearly all webhooks are below 100 kB.</summary>
    public const int From = 1024 * 1024;

    private const int AtATime = 4;

    private readonly SemaphoreSlim free = new(AtATime);

    public Turn Begin() => new(free);

    public void Dispose() => free.Dispose();

    /// <summary>One body's place, taken once it turns out to be large.</summary>
    public sealed class Turn(SemaphoreSlim free) : IDisposable
    {
        private bool entered;

        /// <summary>Waits for a place where the body has become large.</summary>
        /// <param name="size">What is known of the body so far, in bytes.</param>
        /// <exception cref="OperationCanceledException"/>
        public async ValueTask EnterAsync(long size, CancellationToken cancellationToken)
        {
            if (size < From || entered)
            {
                return;
            }

            await free.WaitAsync(cancellationToken);
            entered = true;
        }

        public void Dispose()
        {
            if (entered)
            {
                free.Release();
            }
        }
    }
}
