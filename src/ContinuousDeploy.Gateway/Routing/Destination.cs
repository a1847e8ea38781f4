using ContinuousDeploy.Core.Traffic;

namespace ContinuousDeploy.Gateway.Routing;

/// <summary>A stage's route with what forwarding needs of it, made once a switch, not once a request.</summary>
public sealed class Destination(StageRoute route, InstanceTraffic traffic)
{
    public StageRoute Route { get; } = route;

    public InstanceTraffic Traffic { get; } = traffic;

    /// <summary>What the request's path is appended to.</summary>
    public string Prefix { get; } = route.Address.AbsoluteUri;
}
