using System.Collections.Immutable;

namespace ContinuousDeploy.Ledger;

/// <summary>Webhook deliveries that were acknowledged: stored before the answer, kept until worked off.</summary>
public interface IInbox
{
    /// <summary>Stores a delivery durably; one with a GUID that is there already changes nothing.</summary>
    /// <exception cref="LedgerUnavailableException">Answer 503, so that GitHub records a failure.</exception>
    Task<AppendOutcome> AppendAsync(Delivery delivery, CancellationToken cancellationToken);

    /// <summary>The oldest deliveries beyond a position that are not worked off, in order of arrival.</summary>
    /// <param name="after">0, or the last position that was read: nothing is asked for twice.</param>
    /// <exception cref="LedgerUnavailableException"/>
    Task<ImmutableArray<PendingDelivery>> PendingAsync(long after, int limit, CancellationToken cancellationToken);

    /// <summary>Which of some deliveries were ever stored, worked off or not.</summary>
    /// <exception cref="LedgerUnavailableException"/>
    Task<IReadOnlySet<string>> KnownAsync(
        IReadOnlyCollection<string> deliveries, CancellationToken cancellationToken);

    /// <summary>Marks a delivery as worked off, with what came of it in a few words, and drops its body.</summary>
    /// <exception cref="LedgerUnavailableException"/>
    Task CompleteAsync(string delivery, string outcome, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets a bounded number of deliveries that were worked off longer ago than GitHub can redeliver them. The
    /// redelivery sweep calls it.
    /// </summary>
    /// <returns>How many were forgotten; 0 once there is nothing more to do.</returns>
    /// <exception cref="LedgerUnavailableException"/>
    Task<int> PruneAsync(CancellationToken cancellationToken);
}

/// <summary>One webhook delivery as it came. Of the headers only these are kept: others may hold secrets.</summary>
/// <param name="Id">GitHub's delivery GUID; the same on redelivery.</param>
/// <param name="Event">The <c>X-GitHub-Event</c> header.</param>
/// <param name="Body">The raw body, byte for byte.</param>
public sealed record Delivery(string Id, string Event, ReadOnlyMemory<byte> Body, DateTimeOffset Received);

/// <summary>A delivery that waits to be worked off.</summary>
/// <param name="Position">Its place in the order of arrival.</param>
public sealed record PendingDelivery(long Position, Delivery Delivery);

public enum AppendOutcome
{
    Stored,
    Duplicate,
}
