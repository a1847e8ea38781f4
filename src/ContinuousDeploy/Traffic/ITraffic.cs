using ContinuousDeploy.Core;

namespace ContinuousDeploy.Traffic;

/// <summary>Which instance users reach. Kept by the gateway on its own disk, so that it outlives the bot.</summary>
public interface ITraffic
{
    /// <summary>
    /// Points a stage's route at an instance: from the next request on, in one step. Repeating it changes nothing.
    /// </summary>
    Task<MoveOutcome> MoveAsync(TrafficMove move, CancellationToken cancellationToken);

    /// <summary>Where a stage's users go now, or null where it has no route yet.</summary>
    Task<RouteState?> ObserveAsync(StageId stage, CancellationToken cancellationToken);

    /// <summary>Requests in flight to an instance that is no longer routed to. At 0 it can be stopped.</summary>
    Task<long> InFlightAsync(StageId stage, string instance, CancellationToken cancellationToken);
}

/// <param name="Url">The public address whose requests belong to the stage.</param>
/// <param name="Instance">The instance's name at its target.</param>
/// <param name="Address">Where the gateway finds it.</param>
/// <param name="Fence">Grows with every owner of the stage; a move below one already seen is refused.</param>
public sealed record TrafficMove(StageId Stage, Uri Url, string Instance, Uri Address, long Fence);

/// <summary>What a stage's route points at.</summary>
public sealed record RouteState(string Instance, Uri Address, long Fence);

public enum MoveOutcome
{
    Moved,

    /// <summary>A move with a higher fence has been seen: this owner has been replaced.</summary>
    Fenced,
}
