using System.Diagnostics;
using System.Globalization;
using ContinuousDeploy.Benchmarks.Burst;

namespace ContinuousDeploy.Benchmarks.Soak;

/// <summary>What the bot's process holds after a number of rollouts.</summary>
/// <param name="Rollouts">How often users were given another instance.</param>
/// <param name="Heap">Live objects in bytes: garbage has been collected first.</param>
/// <param name="WorkingSet">Bytes that the operating system has given it.</param>
/// <param name="Handles">Open files and connections.</param>
internal sealed record SoakReading(double Rollouts, double Heap, double WorkingSet, double Handles, double Threads)
{
    public static SoakReading Parse(string line) =>
        line.Split(' ').Select(part => double.Parse(part, CultureInfo.InvariantCulture)).ToList() is
        [var rollouts, var heap, var workingSet, var handles, var threads]
            ? new SoakReading(rollouts, heap, workingSet, handles, threads)
            : throw new FormatException($"No reading: {line}");

    /// <summary>Collects all garbage of this process and reads.</summary>
    public static SoakReading Now(long rollouts)
    {
        var memory = MemoryReading.Now(peakHeap: 0);
        using var process = Process.GetCurrentProcess();
        var handles = OperatingSystem.IsLinux() ? Directory.EnumerateFiles("/proc/self/fd").Count() : process.HandleCount;
        return new SoakReading(rollouts, memory.Heap, memory.WorkingSet, handles, process.Threads.Count);
    }

    /// <summary>How much something grows with every thousand rollouts, by the line that fits the readings best.</summary>
    public static double SlopeOf(IReadOnlyList<SoakReading> readings, Func<SoakReading, double> value)
    {
        var (x, y) = (readings.Average(reading => reading.Rollouts), readings.Average(value));
        var spread = readings.Sum(reading => Math.Pow(reading.Rollouts - x, 2));
        return 1_000 * readings.Sum(reading => (reading.Rollouts - x) * (value(reading) - y)) / spread;
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Rollouts} {Heap} {WorkingSet} {Handles} {Threads}");
}
