using System.Threading.Channels;
using ContinuousDeploy.Stages;

namespace ContinuousDeploy.Webhooks;

/// <summary>Wakes the pump when a delivery was stored. Any number of calls before it wakes are one.</summary>
public sealed class InboxSignal
{
    private readonly Channel<IDisposable> raised = Channel.CreateBounded<IDisposable>(1);
    private readonly WorkInProgress work;

    /// <summary>Begins raised: what an earlier run left in the inbox is worked off first.</summary>
    /// <param name="work">Counts a signal as under way until it is handled.</param>
    public InboxSignal(WorkInProgress work)
    {
        this.work = work;
        Raise();
    }

    public void Raise()
    {
        var piece = work.Begin();
        if (!raised.Writer.TryWrite(piece))
        {
            piece.Dispose();
        }
    }

    /// <summary>Waits for the signal.</summary>
    /// <returns>What the caller disposes once it has handled the signal; null where none came in the time.</returns>
    public async Task<IDisposable?> WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellationToken)
    {
        if (raised.Reader.TryRead(out var piece))
        {
            return piece;
        }

        using var limit = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await raised.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
