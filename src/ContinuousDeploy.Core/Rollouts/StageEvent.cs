using System.Text.Json.Serialization;
using ContinuousDeploy.Core.Verification;

namespace ContinuousDeploy.Core.Rollouts;

/// <summary>What can happen to a stage. Results of effects name the effect's key.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(PinChanged), "pin-changed")]
[JsonDerivedType(typeof(PinRemoved), "pin-removed")]
[JsonDerivedType(typeof(RollbackRequested), "rollback-requested")]
[JsonDerivedType(typeof(CameUp), "came-up")]
[JsonDerivedType(typeof(StayedDown), "stayed-down")]
[JsonDerivedType(typeof(Verified), "verified")]
[JsonDerivedType(typeof(Moved), "moved")]
[JsonDerivedType(typeof(Looked), "looked")]
[JsonDerivedType(typeof(Done), "done")]
[JsonDerivedType(typeof(EffectErrored), "effect-errored")]
public abstract record StageEvent
{
    private StageEvent()
    {
    }

    /// <summary>Git says another version, digest or hold.</summary>
    /// <param name="Order">Grows along the default branch; see <see cref="StageState.Heard"/>.</param>
    public sealed record PinChanged(PinRequest Request, long Order) : StageEvent;

    /// <summary>Git no longer has a pin for the stage.</summary>
    /// <param name="Order">Grows along the default branch; see <see cref="StageState.Heard"/>.</param>
    public sealed record PinRemoved(CommitSha Commit, long Order) : StageEvent;

    /// <summary>A person who may wants the version of a pull request taken back.</summary>
    public sealed record RollbackRequested(RollbackRequest Request) : StageEvent;

    /// <summary>An instance is up and ready.</summary>
    public sealed record CameUp(string Key, Uri Address) : StageEvent;

    /// <summary>An instance did not come up, and the version is to blame.</summary>
    public sealed record StayedDown(string Key, string Reason, string? Log) : StageEvent;

    /// <summary>A suite has run.</summary>
    public sealed record Verified(string Key, SuiteResult Result) : StageEvent;

    /// <summary>Users get the instance.</summary>
    public sealed record Moved(string Key) : StageEvent;

    /// <summary>A released instance was looked at.</summary>
    public sealed record Looked(string Key, Sight Sight) : StageEvent;

    /// <summary>An effect without a result of its own is done: a stop, or a revert that was taken on.</summary>
    public sealed record Done(string Key) : StageEvent;

    /// <summary>An effect failed for reasons that say nothing of the version.</summary>
    public sealed record EffectErrored(string Key, string Reason) : StageEvent;
}

/// <summary>What a look at an instance found.</summary>
public enum Sight
{
    Ready,
    NotReady,
    Gone,
}

/// <summary>A wish to take a version back.</summary>
/// <param name="Id">Names the wish for ever: the comment it stands in.</param>
/// <param name="Bad">The version the pull request brought.</param>
/// <param name="Good">The version it replaced, or null where it brought the first one.</param>
public sealed record RollbackRequest(
    string Id,
    int PullRequest,
    Pins.PinnedVersion Bad,
    Pins.PinnedVersion? Good,
    string By,
    string Reason);
