namespace ContinuousDeploy.Simulation.Scheduling;

/// <summary>A process's own clock, which may be wrong by a constant; its timers run by the scheduler's.</summary>
public sealed class ProcessTime(Scheduler scheduler, Process process, TimeSpan wrongBy) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => scheduler.Now + wrongBy;

    public override long GetTimestamp() => scheduler.Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(ProcessTime time, Action ring) : ITimer
    {
        private Scheduled? next;
        private TimeSpan period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            next?.Cancel();
            this.period = period;
            next = dueTime == Timeout.InfiniteTimeSpan ? null : time.Schedule(dueTime, Ring);
            return true;
        }

        public void Dispose() => next?.Cancel();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Ring()
        {
            next = period > TimeSpan.Zero ? time.Schedule(period, Ring) : null;
            ring();
        }
    }

    private Scheduled Schedule(TimeSpan wait, Action run) => scheduler.After(wait, process, run);
}
