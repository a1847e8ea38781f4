using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Pins;

namespace ContinuousDeploy.Targets;

/// <summary>
/// Runs versions of an application. Adapters <em>ensure</em> and <em>observe</em>; they never do a thing again because
/// they were asked again.
/// </summary>
public interface ITarget
{
    /// <summary>The adapter's name in manifests: <c>process</c>.</summary>
    string Kind { get; }

    /// <summary>
    /// Brings a version up dark and waits until it is ready, or finds it up already: the same key gives the same
    /// instance, on whatever side of a restart.
    /// </summary>
    Task<EnsureOutcome> EnsureAsync(InstanceRequest request, CancellationToken cancellationToken);

    /// <summary>What has become of an instance.</summary>
    Task<InstanceState> ObserveAsync(string target, string instance, CancellationToken cancellationToken);

    /// <summary>
    /// Stops an instance and everything it started. Stopping one that is gone is no error. An owner who was replaced must
    /// not stop what the new one has brought up, so a stop has a fence too.
    /// </summary>
    Task<StopOutcome> StopAsync(StopRequest request, CancellationToken cancellationToken);
}

/// <summary>One version wanted at a target.</summary>
/// <param name="Instance">The instance's name, derived from the rollout: lower-case letters, digits, dashes and dots.</param>
/// <param name="Fence">Grows with every owner of the stage; a request below one already seen is refused.</param>
/// <param name="ArtifactPath">Where the artifact is in the artifact store.</param>
public sealed record InstanceRequest(
    string Target,
    string Instance,
    long Fence,
    StageId Stage,
    PinnedVersion Version,
    string ArtifactPath,
    RunSettings Run);

/// <summary>One instance that is no longer wanted at a target.</summary>
/// <param name="Fence">As in <see cref="InstanceRequest"/>.</param>
public sealed record StopRequest(string Target, string Instance, long Fence, StageId Stage);

public enum StopOutcome
{
    /// <summary>It is gone.</summary>
    Stopped,

    /// <summary>A request with a higher fence has been seen: this owner has been replaced. Nothing was stopped.</summary>
    Fenced,
}

/// <summary>What came of bringing a version up.</summary>
public abstract record EnsureOutcome
{
    private EnsureOutcome()
    {
    }

    /// <summary>It is up and ready, and no user reaches it yet.</summary>
    public sealed record Up(Uri Address) : EnsureOutcome;

    /// <summary>The version is bad: no artifact, wrong digest, never ready, died. Trying again does not help.</summary>
    /// <param name="Reason">One sentence for people.</param>
    /// <param name="Log">The last lines the instance wrote, or null. Hostile text.</param>
    public sealed record Bad(string Reason, string? Log) : EnsureOutcome;

    /// <summary>A request with a higher fence has been seen: this owner has been replaced.</summary>
    public sealed record Fenced : EnsureOutcome;
}

public enum InstanceState
{
    Ready,
    NotReady,
    Gone,
}
