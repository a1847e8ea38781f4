using System.Runtime.InteropServices;
using ContinuousDeploy.Core.Traffic;
using ContinuousDeploy.Gateway.Routing;

namespace ContinuousDeploy.Gateway.Hosting;

/// <summary>The gateway from start to end: routes from disk, both servers, and a stop that loses nobody.</summary>
public sealed partial class GatewayProgram(
    GatewayArguments arguments, TimeProvider time, ILoggerFactory loggers, ILogger<GatewayProgram> logger)
{
    // What is under way may take this long to end after SIGTERM.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private volatile bool stopping;

    /// <summary>Serves until SIGTERM, SIGINT or SIGQUIT.</summary>
    /// <param name="started">Told one line once users are served and the control answers.</param>
    public async Task RunAsync(Action<string> started)
    {
        var file = new RouteFile(arguments.Folder);
        var saved = file.Read();
        if (saved.Damage is not null)
        {
            LogDamage(saved.Damage);
        }

        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = Catch(PosixSignal.SIGTERM, stop);
        using var interrupt = Catch(PosixSignal.SIGINT, stop);
        using var quit = Catch(PosixSignal.SIGQUIT, stop);

        var routes = new RouteBook(file, RouteTable.From(saved.Routes));
        await using var users = PublicServer.Create(arguments, routes, time, loggers);
        await using var control = ControlServer.Create(
            arguments.Socket, routes, () => stopping ? null : Health(users, routes), loggers);
        await users.StartAsync();
        await control.StartAsync();
        Protect(arguments.Socket);
        var addresses = string.Join(' ', users.Urls);
        LogStarted(addresses, routes.Current.Routes.Count);
        started($"The gateway serves {addresses} and is controlled through {arguments.Socket}");

        await stop.Task;
        stopping = true;
        LogStopping();
        using var patience = new CancellationTokenSource(Patience, time);
        await users.StopAsync(patience.Token);
        await control.StopAsync(patience.Token);
        LogStopped();
    }

    private static GatewayHealth Health(WebApplication users, RouteBook routes) =>
        new(Environment.ProcessId, [.. users.Urls], routes.Current.Routes.Count);

    private static PosixSignalRegistration Catch(PosixSignal signal, TaskCompletionSource stop) =>
        PosixSignalRegistration.Create(signal, received =>
        {
            received.Cancel = true;
            stop.TrySetResult();
        });

    private static void Protect(string socket)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [LoggerMessage(LogLevel.Error, "Starting with the routes before the last change: {Damage}")]
    private partial void LogDamage(string damage);

    [LoggerMessage(LogLevel.Information, "Serving {Addresses} with {Routes} routes")]
    private partial void LogStarted(string addresses, int routes);

    [LoggerMessage(LogLevel.Information, "Stopping: what is under way may end, nothing new is taken")]
    private partial void LogStopping();

    [LoggerMessage(LogLevel.Information, "Stopped")]
    private partial void LogStopped();
}
