using System.Collections.Concurrent;
using ContinuousDeploy.Gateway.Routing;
using Yarp.ReverseProxy.Forwarder;

namespace ContinuousDeploy.Gateway.Forwarding;

/// <summary>Says which instance fails, at most once a second for each: a dead one fails thousands of times.</summary>
public sealed partial class FailureLog(TimeProvider time, ILogger<FailureLog> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Core.StageId, long> lastReport = new();

    public void Report(Destination destination, ForwarderError error, Exception? exception)
    {
        var stage = destination.Traffic.Stage;
        var now = time.GetTimestamp();
        if (lastReport.TryGetValue(stage, out var last) && time.GetElapsedTime(last, now) < Pause)
        {
            return;
        }

        lastReport[stage] = now;
        LogFailure(stage, destination.Traffic.Instance, destination.Route.Address, error, exception?.Message);
    }

    [LoggerMessage(LogLevel.Warning, "{Stage}: instance {Instance} at {Address} failed a request ({Error}): {Reason}")]
    private partial void LogFailure(
        Core.StageId stage, string instance, Uri address, ForwarderError error, string? reason);
}
