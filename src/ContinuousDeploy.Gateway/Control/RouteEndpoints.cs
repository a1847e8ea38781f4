using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Traffic;
using ContinuousDeploy.Gateway.Routing;

namespace ContinuousDeploy.Gateway.Control;

/// <summary>Moves and shows routes. Served on the control socket only.</summary>
public sealed partial class RouteEndpoints(RouteBook routes, ILogger<RouteEndpoints> logger)
{
    private const string StageRoutePattern = "/routes/{repository:long}/{environment}/{application}";
    private const string InFlightPattern =
        "/instances/{repository:long}/{environment}/{application}/{instance}/in-flight";

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/routes", () => Json(
            new RouteList(RouteList.CurrentFormat, routes.Current.Routes), GatewayJson.Default.RouteList));
        endpoints.MapGet(StageRoutePattern, (long repository, string environment, string application) =>
            Show(new StageId(repository, environment, application)));
        endpoints.MapPut(StageRoutePattern, (
                long repository, string environment, string application, HttpRequest request) =>
            MoveAsync(new StageId(repository, environment, application), request));
        endpoints.MapDelete(StageRoutePattern, (long repository, string environment, string application) =>
            Remove(new StageId(repository, environment, application)));
        endpoints.MapGet(InFlightPattern, (long repository, string environment, string application, string instance) =>
            Json(
                new InFlightCount(
                    routes.Current.InFlight(new StageId(repository, environment, application), instance)),
                GatewayJson.Default.InFlightCount));
    }

    private IResult Show(StageId stage) => routes.Current.Find(stage) is { } route
        ? Json(route, GatewayJson.Default.StageRoute)
        : Refuse(StatusCodes.Status404NotFound, $"{stage} has no route.");

    private async Task<IResult> MoveAsync(StageId stage, HttpRequest request)
    {
        RouteMove? move;
        try
        {
            move = await JsonSerializer.DeserializeAsync(
                request.Body, GatewayJson.Default.RouteMove, request.HttpContext.RequestAborted);
        }
        catch (JsonException error)
        {
            return Refuse(StatusCodes.Status400BadRequest, $"The body is not a move: {error.Message}");
        }

        if (move is null)
        {
            return Refuse(StatusCodes.Status400BadRequest, "The body is null: a move is expected.");
        }

        var route = new StageRoute(
            stage.Repository, stage.Environment, stage.Application, move.Url, move.Instance, move.Address, move.Fence);
        return route.Problem() is { } problem
            ? Refuse(StatusCodes.Status400BadRequest, problem)
            : Answer(stage, route);
    }

    private IResult Answer(StageId stage, StageRoute route)
    {
        try
        {
            return routes.Move(route) switch
            {
                RouteChange.Done done => Moved(stage, done.Route),
                RouteChange.Fenced fenced => Refuse(
                    StatusCodes.Status409Conflict,
                    $"{stage} was moved with fence {fenced.Highest}; a move with {route.Fence} comes from an owner "
                    + "that has been replaced.",
                    fenced.Highest),
                RouteChange.HostTaken taken => Refuse(
                    StatusCodes.Status422UnprocessableEntity,
                    $"The host {route.Host()} belongs to {taken.Holder}, so {stage} cannot have it. Give one of them "
                    + "another url, or, where the other is gone, remove its route: "
                    + $"curl --unix-socket {GatewayLayout.SocketFile} -X DELETE "
                    + $"http://gateway{GatewayLayout.RoutePath(taken.Holder)}"),
                _ => throw new UnreachableException(),
            };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return NotSaved(stage, error);
        }
    }

    private IResult Moved(StageId stage, StageRoute route)
    {
        LogMoved(stage, route.Instance, route.Address, route.Fence);
        return Json(route, GatewayJson.Default.StageRoute);
    }

    private IResult Remove(StageId stage)
    {
        try
        {
            routes.Remove(stage);
            LogRemoved(stage);
            return Results.NoContent();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return NotSaved(stage, error);
        }
    }

    private IResult NotSaved(StageId stage, Exception error)
    {
        LogNotSaved(stage, error.Message);
        return Refuse(
            StatusCodes.Status507InsufficientStorage,
            $"The route of {stage} stays where it was, because it could not be saved: {error.Message}");
    }

    private static IResult Json<T>(T value, JsonTypeInfo<T> type) => Results.Json(value, type);

    private static IResult Refuse(int status, string problem, long? fence = null) => Results.Json(
        new GatewayRefusal(problem, fence), GatewayJson.Default.GatewayRefusal, statusCode: status);

    [LoggerMessage(LogLevel.Information, "{Stage} goes to {Instance} at {Address} (fence {Fence})")]
    private partial void LogMoved(StageId stage, string instance, Uri address, long fence);

    [LoggerMessage(LogLevel.Information, "{Stage} has no route any more")]
    private partial void LogRemoved(StageId stage);

    [LoggerMessage(LogLevel.Error, "{Stage} stays where it is, the routes could not be saved: {Reason}")]
    private partial void LogNotSaved(StageId stage, string reason);
}
