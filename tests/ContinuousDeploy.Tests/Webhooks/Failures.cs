using System.Threading.Channels;

namespace ContinuousDeploy.Tests.Webhooks;

/// <summary>Makes the first attempts at a host's hints fail, and lets time pass between them.</summary>
public sealed class Failures
{
    private readonly WebhookHost host;
    private readonly Channel<int> failed = Channel.CreateUnbounded<int>();
    private readonly TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Failures(WebhookHost host, int count, Func<Exception> failure)
    {
        this.host = host;
        host.Events.Handle = (_, _) =>
        {
            if (++Attempts > count)
            {
                over.TrySetResult();
                return Task.CompletedTask;
            }

            failed.Writer.TryWrite(Attempts);
            return Task.FromException(failure());
        };
    }

    public int Attempts { get; private set; }

    /// <summary>Waits for the next attempt that fails.</summary>
    public async Task NextAsync() => await failed.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>Moves the clock until an attempt succeeds.</summary>
    public Task LetTimePassAsync(TimeSpan step) => AdvanceUntilAsync(host, over.Task, step);

    /// <summary>Moves the clock step by step, giving the host a turn after each, until it has happened.</summary>
    public static async Task AdvanceUntilAsync(WebhookHost host, Task happened, TimeSpan step)
    {
        while (!happened.IsCompleted)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            host.Time.Advance(step);
            await Task.Yield();
        }
    }
}
