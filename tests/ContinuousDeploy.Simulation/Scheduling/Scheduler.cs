namespace ContinuousDeploy.Simulation.Scheduling;

/// <summary>
/// Runs everything of one history on one thread: at each step one thing that could happen now, picked by chance, or
/// where nothing can, the next thing that waits for its time. Time jumps there.
/// </summary>
public sealed class Scheduler(Dice dice, DateTimeOffset start)
{
    private readonly List<Item> ready = [];
    private readonly PriorityQueue<Item, (DateTimeOffset Due, long Arrival)> later = new();
    private long arrivals;

    public DateTimeOffset Now { get; private set; } = start;

    /// <summary>How many things have happened.</summary>
    public long Steps { get; private set; }

    /// <summary>A number that two runs of one history share and that two different histories hardly do.</summary>
    public ulong Trace { get; private set; } = 14695981039346656037;

    /// <summary>Whether nothing can happen before time passes.</summary>
    public bool IsIdle => ready.Count == 0;

    /// <summary>Something that can happen from now on.</summary>
    /// <param name="process">Whose it is; it is dropped where that process has died by then. Null for the world's.</param>
    public void Post(Process? process, Action run) => ready.Add(new Item(process, run, arrivals++));

    /// <summary>Something that can happen once time has passed.</summary>
    public Scheduled After(TimeSpan wait, Process? process, Action run)
    {
        var item = new Item(process, run, arrivals++);
        later.Enqueue(item, (Now + wait, item.Arrival));
        return item;
    }

    /// <summary>Lets one thing happen. False where nothing is left that could, up to a time.</summary>
    public bool Step(DateTimeOffset until)
    {
        while (ready.Count > 0 || Wake(until))
        {
            var index = ready.Count == 1 ? 0 : dice.Below(ready.Count);
            var item = ready[index];
            ready[index] = ready[^1];
            ready.RemoveAt(ready.Count - 1);
            if (item.IsDropped)
            {
                continue;
            }

            if (item.Process is { PausedUntil: var end } && end > Now)
            {
                later.Enqueue(item, (end, item.Arrival));
                continue;
            }

            Steps++;
            Trace = (Trace ^ (ulong)item.Arrival) * 1099511628211;
            Run(item);
            return true;
        }

        return false;
    }

    private static void Run(Item item)
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(item.Process?.Context);
        try
        {
            item.Run();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    /// <summary>Moves time to the next thing that waits for it; things of one moment become ready together.</summary>
    private bool Wake(DateTimeOffset until)
    {
        while (later.TryPeek(out var first, out _) && first.IsDropped)
        {
            later.Dequeue();
        }

        if (!later.TryPeek(out _, out var next) || next.Due > until)
        {
            Now = until > Now && until != DateTimeOffset.MaxValue ? until : Now;
            return false;
        }

        Now = next.Due > Now ? next.Due : Now;
        while (later.TryPeek(out _, out var due) && due.Due <= Now)
        {
            ready.Add(later.Dequeue());
        }

        return true;
    }

    private sealed class Item(Process? process, Action run, long arrival) : Scheduled
    {
        public Process? Process => process;

        public Action Run => run;

        public long Arrival => arrival;

        public bool IsDropped => IsCancelled || process is { IsAlive: false };
    }
}

/// <summary>Something that waits for its time.</summary>
public abstract class Scheduled
{
    protected bool IsCancelled { get; private set; }

    public void Cancel() => IsCancelled = true;
}
