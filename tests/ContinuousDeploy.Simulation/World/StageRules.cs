using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Simulation.Scheduling;
using ContinuousDeploy.Stages;
using ContinuousDeploy.Traffic;

namespace ContinuousDeploy.Simulation.World;

/// <summary>What must hold after every turn of a stage; the machines and the gateway have their own rules.</summary>
public sealed class StageRules
{
    private readonly Ground world;
    private readonly Dictionary<StageId, (string Text, StageState? State)> known = [];
    private readonly HashSet<StageId> busy = [];

    public StageRules(Ground world)
    {
        this.world = world;
        world.Machines.RouteOf = stage => world.Gateway.Routes.GetValueOrDefault(stage)?.Instance;
        world.Machines.InFlight = world.Gateway.InFlight;
        world.Store.Saved = OnSaved;
    }

    /// <summary>
    /// Whether every turn is read back and checked. Reading costs more than everything else in a history, so that some
    /// histories are only judged by what they do to users, machines and Git.
    /// </summary>
    public bool ReadsTurns { get; init; } = true;

    /// <summary>How often each phase was left for each other phase.</summary>
    public Dictionary<string, long> Transitions { get; } = new(StringComparer.Ordinal);

    /// <summary>What the bot's neighbours throw at it; everything else is a mistake of its own.</summary>
    public static bool IsExpected(Exception exception) => exception
        is GitHubUnavailableException or LedgerUnavailableException or TrafficUnavailableException
        or StaleOwnerException or OperationCanceledException or UnansweredException;

    /// <summary>A stage as the ledger has it, or null.</summary>
    public StageState? Known(StageId stage)
    {
        if (!known.TryGetValue(stage, out var kept))
        {
            return null;
        }

        var state = kept.State ?? StageJson.Read(kept.Text);
        known[stage] = (kept.Text, state);
        return state;
    }

    /// <summary>Whether the ledger has effects of a stage that are not known to be done.</summary>
    public bool IsBusy(StageId stage) => busy.Contains(stage);

    private void OnSaved(StreamRecord? before, StreamRecord after, StreamWrite write)
    {
        if (!write.Stream.StartsWith(StageStream.Prefix, StringComparison.Ordinal))
        {
            return;
        }

        world.Note(() => $"{write.Stream} v{after.Version}: {(write.Events.IsEmpty ? "taken over" : write.Events[0])}");
        var id = StageStream.IdOf(write.Stream);
        var last = ReadsTurns ? Known(id) : null;
        known[id] = (write.State, null);
        _ = after.Effects.Any() ? busy.Add(id) : busy.Remove(id);
        if (ReadsTurns)
        {
            var next = Known(id)!;
            Count(last, next);
            new TurnRules(id, last, next, world.Scheduler.Now + world.Swarm.ClockWrongBy).Check(after, write);
        }
    }

    private void Count(StageState? last, StageState next)
    {
        var name = $"{last?.Rollout?.Phase.GetType().Name ?? "None"} → {next.Rollout?.Phase.GetType().Name ?? "None"}";
        Transitions[name] = Transitions.GetValueOrDefault(name) + 1;
    }
}
