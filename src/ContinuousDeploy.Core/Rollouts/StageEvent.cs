using System.Text.Json.Serialization;
using ContinuousDeploy.Core.Verification;

namespace ContinuousDeploy.Core.Rollouts;

/// <summary>What can happen to a stage. Results of effects name the effect's key.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(PinChanged), "pin-changed")]
[JsonDerivedType(typeof(PinRemoved), "pin-removed")]
[JsonDerivedType(typeof(Rebuilt), "rebuilt")]
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

    /// <summary>The ledger knows nothing of the stage; this is what Git, GitHub, the traffic and the target say.</summary>
    /// <param name="FenceFrom">Above every fence that may have been used before.</param>
    /// <param name="Live">What users get, or null where they get nothing yet.</param>
    /// <param name="Reason">How its rollout ended, in the words GitHub shows, or null where it shows none.</param>
    /// <param name="Before">What users got before, or null where that cannot be known.</param>
    /// <param name="IsBeforeUp">Whether that is still warm.</param>
    /// <param name="Ended">Set where the newest pin is not what is live, and its rollout has ended already.</param>
    public sealed record Rebuilt(
        long FenceFrom, Deployed? Live, string? Reason, Deployed? Before, bool IsBeforeUp, EndedPin? Ended) : StageEvent;

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

/// <summary>A pin whose rollout has ended without users keeping it.</summary>
public sealed record EndedPin(PinRequest Request, Outcome Outcome, string Reason);
