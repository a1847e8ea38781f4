namespace ContinuousDeploy.Core.Traffic;

/// <summary>What bot and gateway agree on: files in the gateway's folder and paths on its control socket.</summary>
public static class GatewayLayout
{
    /// <summary>Control: HTTP over this Unix domain socket, mode 0600.</summary>
    public const string SocketFile = "gateway.sock";

    /// <summary>The gateway's <see cref="ProcessStamp"/>, while it runs.</summary>
    public const string ProcessFile = "gateway.pid";

    /// <summary>Held locked by the one gateway of the folder.</summary>
    public const string LockFile = "gateway.lock";

    /// <summary>What a detached gateway has to say; <c>gateway.log.1</c> is the part before.</summary>
    public const string LogFile = "gateway.log";

    /// <summary>The routes as last acknowledged.</summary>
    public const string RoutesFile = "routes.json";

    /// <summary>The routes before the last change: read where <see cref="RoutesFile"/> is damaged.</summary>
    public const string PreviousRoutesFile = "routes.previous.json";

    /// <summary>In bytes: <c>sun_path</c> of unix(7) holds 108 with the final zero.</summary>
    public const int LongestSocketPath = 107;

    /// <summary>The stage's route: PUT moves it, GET shows it, DELETE removes it.</summary>
    public static string RoutePath(StageId stage) => $"/routes/{Segments(stage)}";

    /// <summary>Requests in flight to one instance of the stage.</summary>
    public static string InFlightPath(StageId stage, string instance) =>
        $"/instances/{Segments(stage)}/{Uri.EscapeDataString(instance)}/in-flight";

    private static string Segments(StageId stage) => string.Join(
        '/', stage.Repository, Uri.EscapeDataString(stage.Environment), Uri.EscapeDataString(stage.Application));
}
