using System.Collections.Immutable;
using ContinuousDeploy.Core.Deliveries;

namespace ContinuousDeploy.GitHub;

/// <summary>GitHub's log of the webhooks it has sent to this app. Asked as the app itself.</summary>
public interface IDeliveryLog
{
    /// <summary>
    /// The attempts since a time, newest first. Of a log that is longer than can be read in one sweep, the newest part.
    /// </summary>
    /// <exception cref="GitHubUnavailableException"/>
    Task<ImmutableArray<DeliveryAttempt>> SinceAsync(DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Asks GitHub to deliver again what an attempt was about; it comes as a webhook.</summary>
    /// <returns>False where GitHub no longer has it, or will not: asking again does not help.</returns>
    /// <exception cref="GitHubUnavailableException"/>
    Task<bool> RedeliverAsync(long attempt, CancellationToken cancellationToken);
}
