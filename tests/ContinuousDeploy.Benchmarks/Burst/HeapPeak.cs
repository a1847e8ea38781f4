namespace ContinuousDeploy.Benchmarks.Burst;

/// <summary>Looks at the heap of this process again and again, and remembers the most it held.</summary>
internal sealed class HeapPeak : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly ITimer timer;
    private long bytes;

    public HeapPeak() => timer = TimeProvider.System.CreateTimer(_ => Look(), null, Interval, Interval);

    public long Bytes => Volatile.Read(ref bytes);

    public void Dispose() => timer.Dispose();

    private void Look()
    {
        var now = GC.GetTotalMemory(forceFullCollection: false);
        if (now > Bytes)
        {
            Volatile.Write(ref bytes, now);
        }
    }
}
