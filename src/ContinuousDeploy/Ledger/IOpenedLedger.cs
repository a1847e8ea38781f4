namespace ContinuousDeploy.Ledger;

/// <summary>A ledger in use: migrated and checked. Disposing it finishes what was asked for.</summary>
public interface IOpenedLedger : IAsyncDisposable
{
    IInbox Inbox { get; }

    ILedger Streams { get; }

    IPostedStore Posted { get; }

    /// <summary>Where it lies, for people: a file, or a database and its host. Never a secret.</summary>
    string Place { get; }

    /// <summary>Why writes fail, or soon will, though it can be read; null where that is not known.</summary>
    string? Trouble { get; }

    /// <summary>Walks the chain of every stream's events.</summary>
    /// <returns>The first fault, or null where all chains hold.</returns>
    /// <exception cref="LedgerUnavailableException"/>
    Task<ChainFault?> VerifyAsync(CancellationToken cancellationToken);
}
