using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Rollouts;
using Orleans.Concurrency;

namespace ContinuousDeploy.Stages;

/// <summary>One stage in the cluster: there is one activation of it, which is its one writer.</summary>
public interface IStageGrain : IGrainWithStringKey
{
    Task HandleAsync(StageEvent happened);

    Task<string?> RollBackAsync(RollbackRequest request);

    /// <summary>Sees to it that what the stage wants is being done.</summary>
    Task WakeAsync();
}

/// <summary>A thin shell around <see cref="StageRunner"/>, which keeps its turns apart itself.</summary>
[Reentrant]
public sealed class StageGrain(StageRunners runners) : Grain, IStageGrain
{
    // Orleans activates a grain before its first call; its name is not known any earlier.
    private StageRunner runner = null!;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        runner = runners.For(StageStream.IdOf(this.GetPrimaryKeyString()));
        await runner.StartAsync(cancellationToken);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        await runner.DisposeAsync();

    public Task HandleAsync(StageEvent happened) => runner.HandleAsync(happened);

    public Task<string?> RollBackAsync(RollbackRequest request) => runner.RollBackAsync(request);

    public Task WakeAsync() => runner.WakeAsync();
}

/// <summary>Makes the runner of a stage.</summary>
public sealed class StageRunners(
    Ledger.ILedger ledger,
    StageEffects effects,
    IStageListener listener,
    WorkInProgress work,
    TimeProvider time,
    ILogger<StageRunner> logger)
{
    public StageRunner For(StageId id) => new(id, ledger, effects, listener, work, time, logger);
}
