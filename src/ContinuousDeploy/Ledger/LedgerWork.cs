namespace ContinuousDeploy.Ledger;

/// <summary>What one caller asked the writer to do, and where the caller waits for the outcome.</summary>
public abstract class LedgerWork(LedgerSpace space)
{
    public LedgerSpace Space => space;

    /// <summary>True once the caller has stopped waiting, or its own statements failed.</summary>
    public abstract bool IsOver { get; }

    /// <summary>Runs the statements within the batch's transaction and keeps their result.</summary>
    public abstract void Execute(WriterSession session);

    /// <summary>Gives the result to the caller: the transaction is on disk.</summary>
    public abstract void Complete();

    /// <summary>Tells the caller that nothing of its work is known to be stored.</summary>
    public abstract void Fail(Exception reason);
}

/// <inheritdoc/>
public sealed class LedgerWork<T>(
    Func<WriterSession, T> statements, LedgerSpace space, CancellationToken cancellation) : LedgerWork(space)
{
    private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? result;

    public Task<T> Completion => completion.Task;

    public override bool IsOver => completion.Task.IsCompleted || cancellation.IsCancellationRequested;

    public override void Execute(WriterSession session) => result = statements(session);

    public override void Complete() => completion.TrySetResult(result!);

    public override void Fail(Exception reason) => completion.TrySetException(reason);
}
