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
/// <param name="IsRebuilt">Whether it was found again after a loss of the ledger: what its checks said is then known to
/// GitHub alone.</param>
public sealed partial record Rollout(
    string Id,
    PinRequest Request,
    Deployed? Back,
    DateTimeOffset Began,
    Phase Phase,
    SuiteResult? Smoke,
    string? Log,
    Restoration? RolledBack,
    bool IsRebuilt = false)
{
    /// <summary>Whether there was nothing to do: the version was live before. A merged revert is such a rollout.</summary>
    public bool WasLiveAlready => Back?.Version == Request.Version && Phase is Phase.Ended { Outcome: Outcome.Succeeded };

    /// <summary>The name of the rollout that a pin leads to.</summary>
    public static string IdOf(PinRequest request) => IdOf(request.Commit);

    /// <summary>The name of the rollouts that a commit leads to, one in each stage.</summary>
    public static string IdOf(CommitSha commit) => commit.Value[..12];

    /// <summary>The name of its instance at the target.</summary>
    public static string InstanceName(StageId stage, string rollout) =>
        $"{stage.Repository}.{stage.Environment}.{stage.Application}.{rollout}";
}
