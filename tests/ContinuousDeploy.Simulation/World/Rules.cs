using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Access;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Simulation.Scheduling;
using ContinuousDeploy.Stages;
using ContinuousDeploy.Traffic;

namespace ContinuousDeploy.Simulation.World;

/// <summary>What must hold after every step; the machines and the gateway have their own.</summary>
public sealed class Rules
{
    private readonly Planet world;
    private readonly Dictionary<StageId, StageState> known = [];

    public Rules(Planet world)
    {
        this.world = world;
        world.Machines.WasMerged = WasMerged;
        world.Machines.RouteOf = stage => world.Gateway.Routes.GetValueOrDefault(stage)?.Instance;
        world.Store.Saved = OnSaved;
    }

    /// <summary>The stages as the ledger has them.</summary>
    public IReadOnlyDictionary<StageId, StageState> Stages => known;

    /// <summary>How often each phase was left by each event for each other phase.</summary>
    public Dictionary<string, long> Transitions { get; } = new(StringComparer.Ordinal);

    /// <summary>What the bot's neighbours throw at it; everything else is a mistake of its own.</summary>
    public static bool IsExpected(Exception exception) => exception
        is GitHubUnavailableException or LedgerUnavailableException or TrafficUnavailableException
        or StaleOwnerException or OperationCanceledException or UnansweredException;

    /// <summary>No command of somebody who never had the right since the world began.</summary>
    public void RollbackBegins(RollbackRequest request)
    {
        if (!world.Site.Roles.TryGetValue(request.By, out var role) || role < RepositoryRole.Write)
        {
            world.Failure ??= new ViolationException("permission", $"{request.By} has role {role} and rolls back.");
        }
    }

    private bool WasMerged(StageId stage, string version) => world.Site.Git.Published.Prepend(world.Site.Git.First)
        .Any(commit => world.Site.Git[commit].Files.TryGetValue(
            Releases.PinPath(stage.Environment, stage.Application), out var text)
            && text.Contains($"version: {version}", StringComparison.Ordinal));

    private void OnSaved(StreamRecord? before, StreamWrite write)
    {
        if (!write.Stream.StartsWith(StageStream.Prefix, StringComparison.Ordinal))
        {
            return;
        }

        world.Note(() => $"{write.Stream} v{write.ExpectedVersion + 1}: {(write.Events.IsEmpty ? "taken over" : write.Events[0])}");
        var id = StageStream.IdOf(write.Stream);
        var next = StageJson.Read(write.State);
        known.TryGetValue(id, out var last);
        known[id] = next;
        Count(last, next);
        CheckEnds(id, last?.Rollout, next);
        CheckSafePoint(id, next);
    }

    private void Count(StageState? last, StageState next)
    {
        var name = $"{last?.Rollout?.Phase.GetType().Name ?? "None"} → {next.Rollout?.Phase.GetType().Name ?? "None"}";
        Transitions[name] = Transitions.GetValueOrDefault(name) + 1;
    }

    /// <summary>An ended rollout stays ended, but for a person who takes back what it brought.</summary>
    private static void CheckEnds(StageId id, Rollout? last, StageState next)
    {
        if (last is { Phase: Phase.Ended } && next.Rollout!.Id == last.Id
            && next.Rollout.Phase is not (Phase.Ended or Phase.Restoring { Because.Outcome: Outcome.Aborted }))
        {
            throw new ViolationException(
                "final", $"{id}: {last.Id} had ended and is {next.Rollout.Phase.GetType().Name}.");
        }
    }

    /// <summary>While a rollout goes on, nobody wants the way back to be closed.</summary>
    private static void CheckSafePoint(StageId id, StageState state)
    {
        var back = state.Rollout is { Phase: not (Phase.Ended or Phase.Waiting), Back: { } kept } ? kept.Instance : null;
        if (back is not null && state.Pending.Any(effect => effect.Effect is StageEffect.Stop stop && stop.Instance == back))
        {
            throw new ViolationException("way back", $"{id}: {back} is to be stopped while {state.Rollout!.Id} goes on.");
        }
    }
}
