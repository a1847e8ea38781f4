using System.Collections.Immutable;
using ContinuousDeploy.Core.Deliveries;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.Simulation.World;

namespace ContinuousDeploy.Simulation.Bot;

/// <summary>GitHub's log of webhooks as one process reaches it.</summary>
public sealed class SimulatedDeliveryLog(WebhookSender webhooks, GitHubLine line) : IDeliveryLog
{
    public Task<ImmutableArray<DeliveryAttempt>> SinceAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        line.AsAppAsync(HttpMethod.Get, () => webhooks.Since(since), cancellationToken);

    public Task<bool> RedeliverAsync(long attempt, CancellationToken cancellationToken) =>
        line.AsAppAsync(HttpMethod.Post, () => webhooks.Redeliver(attempt), cancellationToken);
}
