using ContinuousDeploy.Core.Verification;

namespace ContinuousDeploy.Core.Rollouts;

/// <summary>One attempt to bring a pin to its stage, or to bring back an earlier one.</summary>
/// <param name="Id">Derived from the commit or the comment that caused it, so that it is the same after a loss of the
/// ledger.</param>
/// <param name="Request">The pin it is for.</param>
/// <param name="Back">What users had when it began.</param>
/// <param name="Smoke">What the smoke suite said, once it has run.</param>
/// <param name="Log">The last lines of an instance that did not come up. Hostile text.</param>
/// <param name="RolledBack">Set on a rollout whose version was live and has been taken back since.</param>
public sealed partial record Rollout(
    string Id,
    PinRequest Request,
    Deployed? Back,
    DateTimeOffset Began,
    Phase Phase,
    SuiteResult? Smoke,
    string? Log,
    Restoration? RolledBack)
{
    /// <summary>Whether there was nothing to do: the version was live before. A merged revert is such a rollout.</summary>
    public bool WasLiveAlready => Back?.Version == Request.Version && Phase is Phase.Ended { Outcome: Outcome.Succeeded };

    /// <summary>The name of its instance at the target.</summary>
    public static string InstanceName(StageId stage, string rollout) =>
        $"{stage.Repository}.{stage.Environment}.{stage.Application}.{rollout}";
}
