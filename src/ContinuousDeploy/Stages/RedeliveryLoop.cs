namespace ContinuousDeploy.Stages;

/// <summary>Asks for a sweep of GitHub's delivery log at the start and then again and again, on every node.</summary>
public sealed partial class RedeliveryLoop(
    IGrainFactory grains, WorkInProgress work, TimeProvider time, ILogger<RedeliveryLoop> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RedeliverySweep.Interval, time);
        do
        {
            using var piece = work.Begin();
            try
            {
                await grains.GetGrain<IRedeliveryGrain>(0).SweepAsync();
            }
            catch (Exception exception) when (exception is OrleansException or TimeoutException)
            {
                LogFailed(exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Warning, "The sweep of GitHub's delivery log did not answer; the next one tries again")]
    private partial void LogFailed(Exception exception);
}
