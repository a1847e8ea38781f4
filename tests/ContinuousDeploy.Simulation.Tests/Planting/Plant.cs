namespace ContinuousDeploy.Simulation.Tests.Planting;

/// <summary>A mistake that somebody could make in the bot's own code.</summary>
/// <param name="Name">What is wrong, in a few words.</param>
/// <param name="File">Under <c>src/</c>.</param>
/// <param name="Find">Stands in the file exactly once.</param>
/// <param name="Become">What it becomes; <c>@@</c> is true where the mistake is made.</param>
/// <param name="Shows">The histories it shows in.</param>
/// <param name="From">The first seed to play, where it shows only seldom; all seeds are played without it.</param>
public sealed record Plant(
    string Name, string File, string Find, string Become, In Shows = In.StageHistories, ulong From = 1)
{
    /// <summary>The file with the mistake in it, switched off until it is asked for.</summary>
    public string Into(string source)
    {
        var at = source.IndexOf(Find, StringComparison.Ordinal);
        if (at < 0 || source.IndexOf(Find, at + 1, StringComparison.Ordinal) >= 0)
        {
            throw new InvalidOperationException(
                $"'{Name}' does not fit any more: '{Find}' must stand in {File} exactly once.");
        }

        var condition = $"global::ContinuousDeploy.Core.Planted.Is(\"{Name}\")";
        return source.Replace(Find, Become.Replace("@@", condition, StringComparison.Ordinal), StringComparison.Ordinal);
    }

    public override string ToString() => Name;
}

/// <summary>Where a mistake shows.</summary>
public enum In
{
    StageHistories,

    /// <summary>Only in the comparison of a stage's histories with and without faults.</summary>
    SlowHistories,

    /// <summary>Only in histories of a whole repository.</summary>
    Repositories,
}
