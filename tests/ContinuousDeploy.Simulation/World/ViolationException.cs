namespace ContinuousDeploy.Simulation.World;

/// <summary>Something that must never happen has happened: the history ends here.</summary>
public sealed class ViolationException(string invariant, string what) : Exception($"{invariant}: {what}")
{
    /// <summary>The rule's short name.</summary>
    public string Invariant => invariant;
}
