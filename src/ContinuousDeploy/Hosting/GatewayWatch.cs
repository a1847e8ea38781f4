using ContinuousDeploy.Traffic;

namespace ContinuousDeploy.Hosting;

/// <summary>Starts the gateway where it does not run, at the start and whenever it has died.</summary>
public sealed partial class GatewayWatch(GatewayProcess gateway, TimeProvider time, ILogger<GatewayWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await gateway.EnsureAsync(stoppingToken);
            }
            catch (TrafficUnavailableException exception)
            {
                LogFailed(exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Error, "The gateway does not run and could not be started")]
    private partial void LogFailed(Exception exception);
}
