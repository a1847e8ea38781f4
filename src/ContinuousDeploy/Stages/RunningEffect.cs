namespace ContinuousDeploy.Stages;

/// <summary>An effect that is being carried out, and the way to make it let go.</summary>
internal sealed class RunningEffect(CancellationToken stopping) : IDisposable
{
    private readonly CancellationTokenSource unwanted = CancellationTokenSource.CreateLinkedTokenSource(stopping);

    public CancellationToken Token => unwanted.Token;

    /// <summary>Completes when it has let go; never faults.</summary>
    public Task Ended { get; set; } = Task.CompletedTask;

    public void Cancel() => unwanted.Cancel();

    public void Dispose() => unwanted.Dispose();
}
