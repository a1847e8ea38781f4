using System.Collections.Concurrent;
using ContinuousDeploy.Core;
using ContinuousDeploy.Traffic;

namespace ContinuousDeploy.Benchmarks.Fleet;

/// <summary>Remembers which instance each stage's users get, and tells how often they were given another.</summary>
internal sealed class CountingTraffic : ITraffic
{
    private readonly ConcurrentDictionary<StageId, RouteState> routes = new();

    /// <summary>Is told the stage whose users were given another instance.</summary>
    public event Action<StageId>? Moved;

    public Task<MoveOutcome> MoveAsync(TrafficMove move, CancellationToken cancellationToken)
    {
        routes[move.Stage] = new RouteState(move.Instance, move.Address, move.Fence);
        Moved?.Invoke(move.Stage);
        return Task.FromResult(MoveOutcome.Moved);
    }

    public Task<RouteState?> ObserveAsync(StageId stage, CancellationToken cancellationToken) =>
        Task.FromResult(routes.GetValueOrDefault(stage));

    public Task<long> InFlightAsync(StageId stage, string instance, CancellationToken cancellationToken) =>
        Task.FromResult(0L);
}
