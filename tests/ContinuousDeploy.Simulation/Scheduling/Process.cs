namespace ContinuousDeploy.Simulation.Scheduling;

/// <summary>
/// One run of the bot's program. What its code awaits comes back to the scheduler, as this process's, and is dropped
/// once it has died: dying takes effect between any two steps.
/// </summary>
public sealed class Process
{
    public Process(Scheduler scheduler)
    {
        Context = new Continuations(this, scheduler);
    }

    public bool IsAlive { get; private set; } = true;

    public SynchronizationContext Context { get; }

    /// <summary>Until when it stands still, as in a long collection of garbage or on a stopped machine.</summary>
    public DateTimeOffset PausedUntil { get; private set; }

    public void Die() => IsAlive = false;

    public void PauseUntil(DateTimeOffset end) => PausedUntil = end;

    private sealed class Continuations(Process process, Scheduler scheduler) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => scheduler.Post(process, () => d(state));

        public override void Send(SendOrPostCallback d, object? state) => d(state);

        public override SynchronizationContext CreateCopy() => this;
    }
}
