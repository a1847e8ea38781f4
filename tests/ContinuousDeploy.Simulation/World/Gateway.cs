using ContinuousDeploy.Core;
using ContinuousDeploy.Traffic;

namespace ContinuousDeploy.Simulation.World;

/// <summary>Where users go, as the gateway keeps it: it refuses moves with a fence below one it has seen.</summary>
public sealed class Gateway(Machines machines)
{
    private readonly Dictionary<StageId, RouteState> routes = [];

    public IReadOnlyDictionary<StageId, RouteState> Routes => routes;

    /// <summary>Requests that are being answered; the world says how many.</summary>
    public Func<string, long> InFlight { get; set; } = _ => 0;

    public Action<Func<string>> Note { get; init; } = _ => { };

    public MoveOutcome Move(TrafficMove move)
    {
        var before = routes.GetValueOrDefault(move.Stage);
        Note(() => $"{move.Stage}: users to {move.Instance}, fence {move.Fence} (now {before?.Fence})");
        if (before is not null && move.Fence < before.Fence)
        {
            return MoveOutcome.Fenced;
        }

        if (before?.Instance != move.Instance)
        {
            Check(move);
        }

        routes[move.Stage] = new RouteState(move.Instance, move.Address, move.Fence);
        return MoveOutcome.Moved;
    }

    private void Check(TrafficMove move)
    {
        var instance = machines.Find(move.Instance)
            ?? throw new ViolationException("traffic", $"users of {move.Stage} are sent to {move.Instance}, which never was.");
        if (instance.WasStopped)
        {
            throw new ViolationException("traffic", $"users of {move.Stage} are sent to {move.Instance}, which was stopped.");
        }

        if (Releases.NatureOf(instance.Version) is Nature.FailsItsChecks or Nature.NeverReady)
        {
            throw new ViolationException("verified", $"users of {move.Stage} get {instance.Version}, which is bad.");
        }
    }
}
