using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.Ledger;

namespace ContinuousDeploy.Stages;

/// <summary>Stages as grains of the cluster.</summary>
public sealed class ClusterStages(IGrainFactory grains, ILedger ledger) : IStages
{
    public Task HandleAsync(StageId stage, StageEvent happened) => Grain(stage).HandleAsync(happened);

    public Task<string?> RollBackAsync(StageId stage, RollbackRequest request) => Grain(stage).RollBackAsync(request);

    public async Task<StageState?> FindAsync(StageId stage, CancellationToken cancellationToken) =>
        await ledger.LoadAsync(StageStream.NameOf(stage), cancellationToken) is { } record
            ? StageJson.Read(record.State)
            : null;

    public Task WakeAsync(StageId stage) => Grain(stage).WakeAsync();

    private IStageGrain Grain(StageId stage) => grains.GetGrain<IStageGrain>(StageStream.NameOf(stage));
}

/// <summary>Repositories as grains of the cluster.</summary>
public sealed class ClusterRepositories(IGrainFactory grains) : IRepositoryEvents, IStageListener
{
    public Task HandleAsync(RepositoryEvent hint, CancellationToken cancellationToken) =>
        grains.GetGrain<IRepositoryGrain>(hint.Repository.Id).HandleAsync(hint);

    public Task ChangedAsync(StageId stage, bool settled) =>
        grains.GetGrain<IRepositoryGrain>(stage.Repository).StageChangedAsync(stage, settled);

    public Task WantRevertAsync(StageId stage, RevertRequest request) =>
        grains.GetGrain<IRepositoryGrain>(stage.Repository).WantRevertAsync(stage, request);
}
