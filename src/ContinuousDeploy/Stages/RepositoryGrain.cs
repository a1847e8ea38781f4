using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Mirrors;
using ContinuousDeploy.Targets;
using ContinuousDeploy.Traffic;
using Orleans.Concurrency;

namespace ContinuousDeploy.Stages;

/// <summary>One environments repository in the cluster. The key is GitHub's id of it.</summary>
public interface IRepositoryGrain : IGrainWithIntegerKey
{
    Task HandleAsync(RepositoryEvent hint);

    Task StageChangedAsync(StageId stage, bool settled);

    Task WantRevertAsync(StageId stage, RevertRequest request);
}

/// <summary>A thin shell around <see cref="RepositoryRunner"/>.</summary>
[Reentrant]
public sealed class RepositoryGrain(RepositoryRunners runners) : Grain, IRepositoryGrain
{
    private readonly Turns starting = new();
    private RepositoryRunner? runner;

    public async Task HandleAsync(RepositoryEvent hint)
    {
        if (await RunnerAsync(hint.Repository) is { } started)
        {
            await started.HandleAsync(hint, CancellationToken.None);
        }
    }

    /// <summary>A runner that has not been made yet looks at everything once it is.</summary>
    public Task StageChangedAsync(StageId stage, bool settled) =>
        runner?.ChangedAsync(stage, settled) ?? Task.CompletedTask;

    public async Task WantRevertAsync(StageId stage, RevertRequest request)
    {
        var started = await RunnerAsync(null)
            ?? throw new GitHubUnavailableException($"Repository {stage.Repository} is not known yet.", null);
        await started.WantRevertAsync(stage, request);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (runner is not null)
        {
            await runner.DisposeAsync();
        }
    }

    /// <summary>The runner, made at the first call that can say which repository it is.</summary>
    private async Task<RepositoryRunner?> RunnerAsync(RepositoryReference? reference)
    {
        using var mine = await starting.TakeAsync(CancellationToken.None);
        return runner ??= await runners.StartAsync(this.GetPrimaryKeyLong(), reference, CancellationToken.None);
    }
}

/// <summary>Makes the runner of a repository.</summary>
public sealed class RepositoryRunners(
    ILedger ledger,
    IMirrors mirrors,
    IRepositories gitHub,
    IReporter reporter,
    IProposals proposals,
    IStages stages,
    ITraffic traffic,
    TargetCatalog targets,
    WorkInProgress work,
    TimeProvider time,
    ILogger<RepositoryRunner> logger)
{
    /// <param name="reference">Null where only the id is known: GitHub is asked for the rest.</param>
    /// <returns>Null where the installation does not see the repository.</returns>
    /// <exception cref="GitHubUnavailableException"/>
    public async Task<RepositoryRunner?> StartAsync(
        long id, RepositoryReference? reference, CancellationToken cancellationToken)
    {
        var known = reference
            ?? (await gitHub.ListAsync(cancellationToken)).FirstOrDefault(candidate => candidate.Id == id);
        var facts = known is null ? null : await gitHub.FindAsync(known, cancellationToken);
        if (facts is null || facts.Reference.Id != id)
        {
            return null;
        }

        var stream = new RepositoryStream(id, ledger);
        await stream.LoadAsync(cancellationToken);
        var repository = new EnvironmentsRepository(facts, stream, mirrors, gitHub, stages, time);
        var parts = RepositoryParts.Of(repository, reporter, proposals, traffic, targets, logger);
        var runner = new RepositoryRunner(repository, parts, work, logger);
        runner.Reconcile();
        return runner;
    }
}
