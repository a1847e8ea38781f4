using System.Globalization;

namespace ContinuousDeploy.Benchmarks.Burst;

/// <summary>What a process holds in memory, in bytes.</summary>
/// <param name="Heap">Live objects: garbage has been collected first.</param>
/// <param name="WorkingSet">What the operating system has given it.</param>
/// <param name="PeakHeap">The most that the heap held since the start, garbage among it.</param>
internal sealed record MemoryReading(long Heap, long WorkingSet, long PeakHeap)
{
    public static MemoryReading Parse(string line)
    {
        var parts = line.Split(' ').Select(part => long.Parse(part, CultureInfo.InvariantCulture)).ToList();
        return new MemoryReading(parts[0], parts[1], parts[2]);
    }

    /// <summary>Collects all garbage of this process and reads.</summary>
    public static MemoryReading Now(long peakHeap)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return new MemoryReading(GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet, peakHeap);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Heap} {WorkingSet} {PeakHeap}");
}
