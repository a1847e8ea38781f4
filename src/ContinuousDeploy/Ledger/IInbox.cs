using System.Collections.Immutable;

namespace ContinuousDeploy.Ledger;

/// <summary>Webhook deliveries that were acknowledged: stored before the answer, kept until they are worked off.</summary>
public interface IInbox
{
    /// <summary>Stores a delivery durably; one with a GUID that is there already changes nothing.</summary>
    /// <exception cref="LedgerUnavailableException">Nothing was stored: answer 503, so that GitHub records a failure.</exception>
    Task<AppendOutcome> AppendAsync(Delivery delivery, CancellationToken cancellationToken);

    /// <summary>The oldest deliveries that are not worked off, in order of arrival.</summary>
    /// <exception cref="LedgerUnavailableException"/>
    Task<ImmutableArray<Delivery>> PendingAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Marks a delivery as worked off, with what came of it in a few words.</summary>
    /// <exception cref="LedgerUnavailableException"/>
    Task CompleteAsync(string delivery, string outcome, CancellationToken cancellationToken);
}

/// <summary>One webhook delivery as it came. Of the headers only these are kept: others may hold secrets.</summary>
/// <param name="Id">GitHub's delivery GUID; the same on redelivery.</param>
/// <param name="Event">The <c>X-GitHub-Event</c> header.</param>
/// <param name="Body">The raw body, byte for byte.</param>
public sealed record Delivery(string Id, string Event, ReadOnlyMemory<byte> Body, DateTimeOffset Received);

public enum AppendOutcome
{
    Stored,
    Duplicate,
}
