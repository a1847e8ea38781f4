using System.Threading.Channels;

namespace ContinuousDeploy.Webhooks;

/// <summary>Wakes the pump when a delivery was stored. Any number of calls before it wakes are one.</summary>
public sealed class InboxSignal
{
    private readonly Channel<bool> raised = Channel.CreateBounded<bool>(1);
    private readonly OpenWork work;

    /// <summary>Begins raised: what an earlier run left in the inbox is worked off first.</summary>
    /// <param name="work">Counts a signal as under way until <see cref="Handled"/>.</param>
    public InboxSignal(OpenWork work)
    {
        this.work = work;
        Raise();
    }

    public void Raise()
    {
        work.Begin();
        if (!raised.Writer.TryWrite(true))
        {
            work.End();
        }
    }

    /// <summary>Waits for the signal.</summary>
    /// <returns>True where it was raised; the caller then says when it is handled. False after the time.</returns>
    public async Task<bool> WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellationToken)
    {
        if (raised.Reader.TryRead(out _))
        {
            return true;
        }

        using var limit = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await raised.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    public void Handled() => work.End();
}
