using System.Diagnostics;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.Targets;
using ContinuousDeploy.Traffic;
using ContinuousDeploy.Verification;

namespace ContinuousDeploy.Stages;

/// <summary>Carries out what stages want, and turns what came of it into the next event.</summary>
/// <param name="targets">Finds the target that a repository may use, or says why it may not.</param>
public sealed class StageEffects(
    TargetCatalog targets, ITraffic traffic, ISmokeRunner smoke, IStageListener listener, TimeProvider time)
{
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DrainLook = TimeSpan.FromMilliseconds(50);

    /// <param name="fence">
    /// Grows with every decision about the stage. Asked at the moment something outside is touched: an effect can wait long
    /// before that, and decisions are made beside it.
    /// </param>
    /// <exception cref="StaleOwnerException">A newer owner of the stage has acted already.</exception>
    public async Task<StageEvent> RunAsync(
        StageState state, PendingEffect pending, Func<long> fence, CancellationToken cancellationToken)
    {
        var key = pending.Key;
        switch (pending.Effect)
        {
            case StageEffect.Deploy deploy:
                return await DeployAsync(state.Id, key, deploy, fence(), cancellationToken);
            case StageEffect.Verify verify:
                var result = await smoke.RunAsync(verify.Suite, verify.Candidate.Address, cancellationToken);
                return new StageEvent.Verified(key, result);
            case StageEffect.Move move:
                return await MoveAsync(state.Id, key, move.To, fence(), cancellationToken);
            case StageEffect.Look look:
                return new StageEvent.Looked(key, await LookAsync(state.Id, look.Candidate, cancellationToken));
            case StageEffect.Stop stop:
                await StopAsync(state.Id, stop, fence, cancellationToken);
                return new StageEvent.Done(key);
            case StageEffect.Revert revert:
                await listener.WantRevertAsync(state.Id, revert.Request);
                return new StageEvent.Done(key);
            default:
                throw new UnreachableException(pending.Effect.GetType().Name);
        }
    }

    private async Task<StageEvent> DeployAsync(
        StageId stage, string key, StageEffect.Deploy deploy, long fence, CancellationToken cancellationToken)
    {
        var settings = deploy.Request.Settings;
        switch (targets.Find(deploy.Request.Repository, stage.Repository, settings.Target))
        {
            case TargetLookup.Refused refused:
                return new StageEvent.StayedDown(key, refused.Reason, null);
            case TargetLookup.Found found:
                var request = new InstanceRequest(
                    settings.Target.Name,
                    deploy.Instance,
                    fence,
                    stage,
                    deploy.Request.Version,
                    settings.Artifact.For(deploy.Request.Version),
                    settings.Run);
                return await found.Target.EnsureAsync(request, cancellationToken) switch
                {
                    EnsureOutcome.Up up => new StageEvent.CameUp(key, up.Address),
                    EnsureOutcome.Bad bad => new StageEvent.StayedDown(key, bad.Reason, bad.Log),
                    EnsureOutcome.Fenced => throw new StaleOwnerException(stage),
                    _ => throw new UnreachableException(),
                };
            default:
                throw new UnreachableException();
        }
    }

    private async Task<StageEvent> MoveAsync(
        StageId stage, string key, Deployed to, long fence, CancellationToken cancellationToken)
    {
        var move = new TrafficMove(stage, to.Request.Settings.Url, to.Instance, to.Address, fence);
        return await traffic.MoveAsync(move, cancellationToken) switch
        {
            MoveOutcome.Moved => new StageEvent.Moved(key),
            MoveOutcome.Fenced => throw new StaleOwnerException(stage),
        };
    }

    private async Task<Sight> LookAsync(StageId stage, Deployed candidate, CancellationToken cancellationToken)
    {
        var reference = candidate.Request.Settings.Target;
        return await Target(stage, candidate.Request.Repository, reference).ObserveAsync(reference.Name, candidate.Instance, cancellationToken) switch
        {
            InstanceState.Ready => Sight.Ready,
            InstanceState.NotReady => Sight.NotReady,
            InstanceState.Gone => Sight.Gone,
        };
    }

    /// <summary>A request that is being answered is answered to its end, within reason.</summary>
    private async Task StopAsync(
        StageId stage, StageEffect.Stop stop, Func<long> fence, CancellationToken cancellationToken)
    {
        var from = time.GetTimestamp();
        while (await traffic.InFlightAsync(stage, stop.Instance, cancellationToken) > 0
            && time.GetElapsedTime(from) < DrainLimit)
        {
            await Task.Delay(DrainLook, time, cancellationToken);
        }

        var request = new StopRequest(stop.Target.Name, stop.Instance, fence(), stage);
        var target = Target(stage, stop.Repository, stop.Target);
        if (await target.StopAsync(request, cancellationToken) is StopOutcome.Fenced)
        {
            throw new StaleOwnerException(stage);
        }
    }

    private ITarget Target(StageId stage, string repository, TargetReference reference) =>
        targets.Find(repository, stage.Repository, reference) switch
        {
            TargetLookup.Found found => found.Target,
            TargetLookup.Refused refused => throw new InvalidOperationException(refused.Reason),
            _ => throw new UnreachableException(),
        };
}

/// <summary>Somebody else owns the stage by now; this owner's effect was not carried out.</summary>
public sealed class StaleOwnerException(StageId stage)
    : Exception($"A newer owner of {stage} has acted already; this one steps back.");
