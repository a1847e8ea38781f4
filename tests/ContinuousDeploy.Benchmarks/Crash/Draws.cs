namespace ContinuousDeploy.Benchmarks.Crash;

/// <summary>Numbers that look random and are the same for the same seed, on any machine: SplitMix64.</summary>
public sealed class Draws(ulong seed)
{
    private ulong state = seed;

    /// <summary>A number from 0 up to and without a limit.</summary>
    public int Below(int limit) => (int)(Next() % (ulong)limit);

    /// <summary>A part of a time, from none of it to nearly all.</summary>
    public TimeSpan PartOf(TimeSpan time) => time * ((Next() >> 11) * (1.0 / (1UL << 53)));

    private ulong Next()
    {
        var mixed = state += 0x9e3779b97f4a7c15;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return mixed ^ (mixed >> 31);
    }
}
