using System.Threading.Channels;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Stages;
using ContinuousDeploy.Webhooks;

namespace ContinuousDeploy.Hosting;

/// <summary>
/// Takes on the work of a node that has died, as soon as that is known: its stages are woken here or elsewhere, and what
/// it left in the inbox is read. The reconcile tick and the inbox would come to it too, a minute later.
/// </summary>
public sealed partial class ClusterWatch(
    ISiloStatusOracle nodes, ReconcileTick tick, InboxSignal inbox, TimeProvider time, ILogger<ClusterWatch> logger)
    : BackgroundService, ISiloStatusListener
{
    private const int Attempts = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<SiloAddress> dead = Channel.CreateUnbounded<SiloAddress>();

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        if (status is SiloStatus.Dead && !updatedSilo.Equals(nodes.SiloAddress))
        {
            dead.Writer.TryWrite(updatedSilo);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        nodes.SubscribeToSiloStatusEvents(this);
        try
        {
            await foreach (var node in dead.Reader.ReadAllAsync(stoppingToken))
            {
                LogDied(node);
                inbox.Raise();
                await TakeOverAsync(stoppingToken);
            }
        }
        finally
        {
            nodes.UnSubscribeFromSiloStatusEvents(this);
        }
    }

    /// <summary>Tries for a while: in the first moments calls may still be on their way to the dead node.</summary>
    private async Task TakeOverAsync(CancellationToken stopping)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            try
            {
                await tick.RunOnceAsync(stopping);
                return;
            }
            catch (Exception exception) when (
                exception is LedgerUnavailableException or GitHubUnavailableException or OrleansException or TimeoutException)
            {
                LogFailed(exception);
                await Task.Delay(Pause, time, stopping);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The node {Node} has died; its work is taken on")]
    private partial void LogDied(SiloAddress node);

    [LoggerMessage(LogLevel.Warning, "The work of a dead node could not be taken on; trying again")]
    private partial void LogFailed(Exception exception);
}
