namespace ContinuousDeploy.Simulation.Scheduling;

/// <summary>
/// The one source of chance in a history: SplitMix64 (Steele, Lea and Flood, 2014), the same on every machine and
/// runtime.
/// </summary>
public sealed class Dice(ulong seed)
{
    private ulong state = seed;

    /// <summary>A number from 0 up to, and without, a limit.</summary>
    public int Below(int limit) => (int)(Next() % (ulong)limit);

    /// <summary>True this often in a thousand.</summary>
    public bool Falls(int perThousand) => perThousand > 0 && Below(1_000) < perThousand;

    public T Pick<T>(IReadOnlyList<T> among) => among[Below(among.Count)];

    /// <summary>A length of time from nothing up to a limit, in whole milliseconds.</summary>
    public TimeSpan Within(TimeSpan limit) => TimeSpan.FromMilliseconds(Below((int)limit.TotalMilliseconds + 1));

    private ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        var mixed = state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
