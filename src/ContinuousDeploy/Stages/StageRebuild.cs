using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Reports;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.Targets;
using ContinuousDeploy.Traffic;

namespace ContinuousDeploy.Stages;

/// <summary>
/// Finds out what a stage has that the ledger no longer knows. An instance carries the name of the commit that brought it,
/// so Git says which version users get; GitHub's deployments say how rollouts ended.
/// </summary>
public sealed class StageRebuild(EnvironmentsRepository repository, TargetCatalog targets, PinRequests requests)
{
    /// <summary>How many earlier versions are asked about before it is said that there is none to go back to.</summary>
    private const int MostAsked = 5;

    /// <summary>A stage decides some times between two moves of its traffic; fences grow by one each time.</summary>
    private const long Decisions = 1_000;

    /// <summary>Nobody is sent there: an earlier version is brought up again, and says then where it is.</summary>
    private static readonly Uri Unknown = new("http://unknown.invalid/");

    /// <summary>
    /// Where the fences of a stage begin that the ledger does not know: above all that an earlier ledger can have used,
    /// which counted single decisions from 1, or from an earlier time.
    /// </summary>
    public long FenceAbove(RouteState? route) =>
        Math.Max(repository.Time.GetUtcNow().ToUnixTimeSeconds(), (route?.Fence ?? 0) + Decisions);

    /// <summary>Tells the stage what is known of it, then its newest pin.</summary>
    /// <returns>False where nothing of it is left, neither instance nor history: it has to begin anew.</returns>
    /// <exception cref="GitHubUnavailableException"/>
    public async Task<bool> RunAsync(
        StageId id, RouteState route, PinHistory history, long order, CancellationToken cancellationToken)
    {
        var steps = history.Of(id.Name);
        var live = history.At(
            id.Name, commit => Rollout.InstanceName(id, Rollout.IdOf(commit)) == route.Instance);
        if (live is null || !await IsUpAsync(live, route.Instance, cancellationToken))
        {
            return false;
        }

        var newest = steps.First() is var last && last.Age < live.Age ? last : live;
        if (await repository.Stages.FindAsync(id, cancellationToken) is null)
        {
            var before = await BeforeAsync(id, steps, live, cancellationToken);
            await repository.Stages.HandleAsync(id, new StageEvent.Rebuilt(
                FenceAbove(route),
                new Deployed(await RequestAsync(live, cancellationToken), route.Instance, route.Address),
                await ReasonAsync(id, live, cancellationToken),
                before?.Deployed,
                before?.IsUp ?? false,
                newest == live ? null : await EndedAsync(id, newest, cancellationToken)));
        }

        await repository.Stages.HandleAsync(
            id, new StageEvent.PinChanged(await RequestAsync(newest, cancellationToken), order));
        return true;
    }

    /// <summary>The version from before: the newest earlier one that GitHub shows as having been live.</summary>
    private async Task<(Deployed Deployed, bool IsUp)?> BeforeAsync(
        StageId id, IEnumerable<PinStep> steps, PinStep live, CancellationToken cancellationToken)
    {
        var earlier = steps.Where(step =>
            step.Age > live.Age && step.Stage.Pin.Version != live.Stage.Pin.Version).Take(MostAsked);
        foreach (var step in earlier)
        {
            if (await FindAsync(id, step, cancellationToken) is { WasLive: true })
            {
                var instance = Rollout.InstanceName(id, Rollout.IdOf(step.Commit));
                var deployed = new Deployed(await RequestAsync(step, cancellationToken), instance, Unknown);
                return (deployed, await IsUpAsync(step, instance, cancellationToken));
            }
        }

        return null;
    }

    /// <summary>How the rollout of a pin that is not live has ended, or null where it may still go on.</summary>
    private async Task<EndedPin?> EndedAsync(StageId id, PinStep newest, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, newest, cancellationToken) is not { } shown)
        {
            return null;
        }

        Outcome? outcome = shown.State switch
        {
            DeploymentState.Failure => Outcome.Failed,
            DeploymentState.Error => Outcome.Errored,
            DeploymentState.Inactive => Outcome.Aborted,
            _ => null,
        };
        return outcome is { } how
            ? new EndedPin(await RequestAsync(newest, cancellationToken), how, ReasonIn(shown, newest) ?? "It was taken back.")
            : null;
    }

    private async Task<string?> ReasonAsync(StageId id, PinStep step, CancellationToken cancellationToken) =>
        await FindAsync(id, step, cancellationToken) is { State: DeploymentState.Success } shown ? ReasonIn(shown, step) : null;

    private static string? ReasonIn(DeploymentFacts shown, PinStep step) =>
        MergeReport.ReasonIn(shown.Description, step.Stage.Pin.Version.Version);

    private Task<DeploymentFacts?> FindAsync(StageId id, PinStep step, CancellationToken cancellationToken) =>
        repository.GitHub.FindDeploymentAsync(
            repository.Reference,
            step.Commit,
            id.Name.ToString(),
            MergeReport.DeploymentKey(id.Name, Rollout.IdOf(step.Commit)),
            cancellationToken);

    private async Task<PinRequest> RequestAsync(PinStep step, CancellationToken cancellationToken) =>
        requests.Of(step.Stage, step.Commit, await requests.OriginOfAsync(step.Commit, cancellationToken));

    private async Task<bool> IsUpAsync(PinStep step, string instance, CancellationToken cancellationToken)
    {
        var reference = step.Stage.Settings.Target;
        return targets.Find(repository.Reference.ToString(), repository.Id, reference) is TargetLookup.Found found
            && await found.Target.ObserveAsync(reference.Name, instance, cancellationToken) is not InstanceState.Gone;
    }
}
