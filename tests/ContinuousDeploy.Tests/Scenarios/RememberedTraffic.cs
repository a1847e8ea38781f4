using System.Collections.Concurrent;
using ContinuousDeploy.Core;
using ContinuousDeploy.Traffic;

namespace ContinuousDeploy.Tests.Scenarios;

/// <summary>Remembers which instance the users of each stage get, now and before. The real gateway has tests of its own.</summary>
public sealed class RememberedTraffic : ITraffic
{
    private readonly ConcurrentDictionary<StageId, RouteState> routes = new();

    /// <summary>Every instance that users were ever given, in order.</summary>
    public ConcurrentQueue<string> Given { get; } = new();

    /// <summary>The gateway does not answer.</summary>
    public bool IsAway { get; set; }

    /// <summary>The gateway begins anew too.</summary>
    public void Forget() => routes.Clear();

    public string? InstanceOf(StageName stage) =>
        routes.FirstOrDefault(route => route.Key.Name == stage).Value?.Instance;

    public Task<MoveOutcome> MoveAsync(TrafficMove move, CancellationToken cancellationToken)
    {
        Answer();
        if (routes.TryGetValue(move.Stage, out var route) && route.Fence > move.Fence)
        {
            return Task.FromResult(MoveOutcome.Fenced);
        }

        routes[move.Stage] = new RouteState(move.Instance, move.Address, move.Fence);
        Given.Enqueue(move.Instance);
        return Task.FromResult(MoveOutcome.Moved);
    }

    public Task<RouteState?> ObserveAsync(StageId stage, CancellationToken cancellationToken)
    {
        Answer();
        return Task.FromResult(routes.GetValueOrDefault(stage));
    }

    public Task<long> InFlightAsync(StageId stage, string instance, CancellationToken cancellationToken) =>
        Task.FromResult(0L);

    private void Answer()
    {
        if (IsAway)
        {
            throw new TrafficUnavailableException("The gateway does not answer.");
        }
    }
}
