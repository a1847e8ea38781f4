using System.Net;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Traffic;

namespace ContinuousDeploy.Traffic;

/// <summary>Moves users by the gateway's control socket.</summary>
public sealed class GatewayTraffic(GatewaySocket gateway) : ITraffic
{
    /// <inheritdoc/>
    /// <exception cref="TrafficUnavailableException">The gateway is not there, or refused.</exception>
    public async Task<MoveOutcome> MoveAsync(TrafficMove move, CancellationToken cancellationToken)
    {
        var body = JsonContent.Create(
            new RouteMove(move.Url, move.Instance, move.Address, move.Fence), GatewayJson.Default.RouteMove);
        using var response = await gateway.SendAsync(
            HttpMethod.Put, GatewayLayout.RoutePath(move.Stage), body, cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => MoveOutcome.Moved,
            HttpStatusCode.Conflict => MoveOutcome.Fenced,
            _ => throw await gateway.RefusalAsync(response, cancellationToken),
        };
    }

    /// <inheritdoc/>
    /// <exception cref="TrafficUnavailableException">The gateway is not there.</exception>
    public async Task<RouteState?> ObserveAsync(StageId stage, CancellationToken cancellationToken)
    {
        using var response = await gateway.SendAsync(
            HttpMethod.Get, GatewayLayout.RoutePath(stage), content: null, cancellationToken);
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                var route = await gateway.ReadAsync(response, GatewayJson.Default.StageRoute, cancellationToken);
                return new RouteState(route.Instance, route.Address, route.Fence);
            case HttpStatusCode.NotFound:
                return null;
            default:
                throw await gateway.RefusalAsync(response, cancellationToken);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="TrafficUnavailableException">The gateway is not there.</exception>
    public async Task<long> InFlightAsync(StageId stage, string instance, CancellationToken cancellationToken)
    {
        using var response = await gateway.SendAsync(
            HttpMethod.Get, GatewayLayout.InFlightPath(stage, instance), content: null, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw await gateway.RefusalAsync(response, cancellationToken);
        }

        return (await gateway.ReadAsync(response, GatewayJson.Default.InFlightCount, cancellationToken)).Requests;
    }
}
