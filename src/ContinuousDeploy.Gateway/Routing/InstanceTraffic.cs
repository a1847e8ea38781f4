using ContinuousDeploy.Core;

namespace ContinuousDeploy.Gateway.Routing;

/// <summary>Counts what is under way to one instance of a stage, also after the route has left it.</summary>
public sealed class InstanceTraffic(StageId stage, string instance)
{
    private long inFlight;

    public StageId Stage { get; } = stage;

    public string Instance { get; } = instance;

    public long InFlight => Interlocked.Read(ref inFlight);

    public void Enter() => Interlocked.Increment(ref inFlight);

    public void Leave() => Interlocked.Decrement(ref inFlight);
}
