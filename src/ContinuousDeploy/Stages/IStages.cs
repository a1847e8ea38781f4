using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Rollouts;

namespace ContinuousDeploy.Stages;

/// <summary>The stages, wherever in the cluster each of them lives.</summary>
public interface IStages
{
    /// <summary>Tells a stage what happened. Returns once it has been decided and saved.</summary>
    Task HandleAsync(StageId stage, StageEvent happened);

    /// <summary>Asks a stage to go back. Answers why it cannot, or null where it does or did already.</summary>
    Task<string?> RollBackAsync(StageId stage, RollbackRequest request);

    /// <summary>A stage as last saved, or null where it never was.</summary>
    Task<StageState?> FindAsync(StageId stage, CancellationToken cancellationToken);

    /// <summary>Wakes a stage that has effects to carry out, after a restart.</summary>
    Task WakeAsync(StageId stage);
}

/// <summary>What a stage tells the repository it belongs to.</summary>
public interface IStageListener
{
    /// <summary>The stage's state has changed: what GitHub shows of it is out of date.</summary>
    /// <param name="settled">Whether it has come to rest: its rollout has ended, or waits for a person.</param>
    Task ChangedAsync(StageId stage, bool settled);

    /// <summary>The stage wants Git set back. Returns once the wish has been saved; a repeat changes nothing.</summary>
    Task WantRevertAsync(StageId stage, RevertRequest request);
}
