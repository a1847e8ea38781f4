using System.Collections.Frozen;
using System.Collections.Immutable;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Traffic;

namespace ContinuousDeploy.Gateway.Routing;

/// <summary>All routes at one moment. It never changes: a switch is another table.</summary>
public sealed class RouteTable
{
    private readonly ImmutableDictionary<StageId, Destination> byStage;
    private readonly FrozenDictionary<string, Destination> byHost;

    // Instances that users have been moved away from and that may still be answering.
    private readonly ImmutableList<InstanceTraffic> draining;

    private RouteTable(ImmutableDictionary<StageId, Destination> byStage, ImmutableList<InstanceTraffic> draining)
    {
        this.byStage = byStage;
        this.draining = draining;
        byHost = byStage.Values.ToFrozenDictionary(one => one.Route.Host(), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Every route, ordered, so that the same routes give the same file.</summary>
    public IReadOnlyList<StageRoute> Routes =>
    [
        .. byStage.Values.Select(one => one.Route)
            .OrderBy(route => route.Repository)
            .ThenBy(route => route.Environment, StringComparer.Ordinal)
            .ThenBy(route => route.Application, StringComparer.Ordinal)
    ];

    /// <param name="routes">Valid routes of different stages with different hosts.</param>
    public static RouteTable From(IEnumerable<StageRoute> routes) => new(
        routes.ToImmutableDictionary(
            route => route.Stage(),
            route => new Destination(route, new InstanceTraffic(route.Stage(), route.Instance))),
        []);

    /// <summary>The stage's route, or null.</summary>
    public StageRoute? Find(StageId stage) => byStage.GetValueOrDefault(stage)?.Route;

    /// <summary>Where a request with this <c>Host</c> header goes, or null.</summary>
    public Destination? Find(string host) =>
        byHost.GetValueOrDefault(host) ?? (WithoutKnownPort(host) is { } bare ? byHost.GetValueOrDefault(bare) : null);

    /// <summary>Requests under way to an instance, routed to or left.</summary>
    public long InFlight(StageId stage, string instance) => Known(stage, instance)?.InFlight ?? 0;

    /// <summary>The table with one stage's route set.</summary>
    public RouteTable With(StageRoute route)
    {
        var stage = route.Stage();
        var traffic = Known(stage, route.Instance) ?? new InstanceTraffic(stage, route.Instance);
        return new RouteTable(byStage.SetItem(stage, new Destination(route, traffic)), Left(stage, traffic));
    }

    /// <summary>The table without a stage's route.</summary>
    public RouteTable Without(StageId stage) => new(byStage.Remove(stage), Left(stage, next: null));

    private ImmutableList<InstanceTraffic> Left(StageId stage, InstanceTraffic? next)
    {
        var left = byStage.GetValueOrDefault(stage)?.Traffic;
        var others = draining.RemoveAll(one => one == next || one == left || one.InFlight == 0);
        // It stays even at 0: a request that found it in this table may be about to enter and to leave again.
        return left is null || left == next ? others : others.Add(left);
    }

    private InstanceTraffic? Known(StageId stage, string instance)
    {
        var routed = byStage.GetValueOrDefault(stage)?.Traffic;
        return routed?.Instance == instance
            ? routed
            : draining.Find(one => one.Stage == stage && one.Instance == instance);
    }

    // A client may spell out the port that its scheme implies (RFC 9110, section 4.2.3).
    private static string? WithoutKnownPort(string host) =>
        host.EndsWith(":80", StringComparison.Ordinal) ? host[..^3]
        : host.EndsWith(":443", StringComparison.Ordinal) ? host[..^4]
        : null;
}
