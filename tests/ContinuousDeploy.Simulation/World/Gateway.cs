using ContinuousDeploy.Core;
using ContinuousDeploy.Traffic;

namespace ContinuousDeploy.Simulation.World;

/// <summary>Where users go, as the gateway keeps it: it refuses moves with a fence below one it has seen.</summary>
public sealed class Gateway(Machines machines, Flaw flaw)
{
    private readonly Dictionary<StageId, RouteState> routes = [];
    private readonly Dictionary<string, DateTimeOffset> answering = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<StageId, RouteState> Routes => routes;

    public Func<DateTimeOffset> Now { get; init; } = () => default;

    /// <summary>How long the longest request takes that is under way when users are moved.</summary>
    public Func<TimeSpan> LongestRequest { get; init; } = () => TimeSpan.Zero;

    /// <summary>Is told when users of a stage are sent elsewhere, and of the version there.</summary>
    public Action<StageId, string> Moved { get; set; } = (_, _) => { };

    public Action<Func<string>> Note { get; init; } = _ => { };

    /// <summary>Requests that an instance has yet to answer; it got them before users were moved away.</summary>
    public long InFlight(string instance) => answering.GetValueOrDefault(instance) > Now() ? 1 : 0;

    public MoveOutcome Move(TrafficMove move)
    {
        var before = routes.GetValueOrDefault(move.Stage);
        Note(() => $"{move.Stage}: users to {move.Instance}, fence {move.Fence} (now {before?.Fence})");
        if (move.Fence < before?.Fence && flaw is not Flaw.GatewayWithoutFence)
        {
            return MoveOutcome.Fenced;
        }

        if (before?.Instance != move.Instance)
        {
            Moved(move.Stage, Check(move));
            if (before is not null)
            {
                answering[before.Instance] = Now() + LongestRequest();
            }
        }

        routes[move.Stage] = new RouteState(move.Instance, move.Address, move.Fence);
        return MoveOutcome.Moved;
    }

    /// <returns>The version that users are sent to.</returns>
    private string Check(TrafficMove move)
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

        return instance.Version;
    }
}
