using ContinuousDeploy.Core.Manifests;

namespace ContinuousDeploy.Targets;

/// <summary>The targets of the bot's own configuration, and which repositories may use them.</summary>
public interface ITargets
{
    /// <summary>The target a manifest names, where the repository may use it.</summary>
    TargetChoice Find(long repository, TargetReference reference);
}

/// <summary>Whether a repository may use a target.</summary>
public abstract record TargetChoice
{
    private TargetChoice()
    {
    }

    public sealed record Chosen(ITarget Target) : TargetChoice;

    /// <param name="Reason">One sentence for people, with what to do.</param>
    public sealed record Refused(string Reason) : TargetChoice;
}
