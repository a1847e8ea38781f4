using System.Collections.Immutable;

namespace ContinuousDeploy.Ledger;

/// <summary>
/// What was decided and done. A <em>stream</em> is one thing that decides (a stage, a repository, a command comment):
/// its state, its append-only events, and the effects it still has to carry out.
/// </summary>
public interface ILedger
{
    /// <summary>A stream as last saved, or null where it has never been.</summary>
    /// <exception cref="LedgerUnavailableException"/>
    Task<StreamRecord?> LoadAsync(string stream, CancellationToken cancellationToken);

    /// <summary>
    /// Saves one turn in one transaction: state, events, effects begun and effects ended, or nothing at all where
    /// another writer was faster.
    /// </summary>
    /// <exception cref="LedgerUnavailableException">Whether it was saved is unknown: load again.</exception>
    Task<SaveOutcome> SaveAsync(StreamWrite write, CancellationToken cancellationToken);

    /// <summary>The names of all streams that begin with a prefix, in order.</summary>
    /// <exception cref="LedgerUnavailableException"/>
    Task<ImmutableArray<string>> StreamsAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>The names of the streams that have effects to carry out, in order.</summary>
    /// <exception cref="LedgerUnavailableException"/>
    Task<ImmutableArray<string>> StreamsWithEffectsAsync(CancellationToken cancellationToken);

    /// <summary>A stream's events from a sequence number on.</summary>
    /// <exception cref="LedgerUnavailableException"/>
    Task<ImmutableArray<EventRecord>> EventsAsync(string stream, long from, CancellationToken cancellationToken);
}

/// <param name="Version">Grows by one with every save; the next save must name it.</param>
/// <param name="State">JSON.</param>
/// <param name="Effects">Effects saved and not ended, in the order they were begun.</param>
public sealed record StreamRecord(
    string Stream, long Version, string State, ImmutableArray<EffectRecord> Effects);

/// <summary>An effect to carry out. Its key is unique within the stream and stays through a restart.</summary>
public sealed record EffectRecord(string Key, string Command);

/// <param name="ExpectedVersion">0 for a stream that has never been saved.</param>
public sealed record StreamWrite(
    string Stream,
    long ExpectedVersion,
    string State,
    ImmutableArray<string> Events,
    ImmutableArray<EffectRecord> Begun,
    ImmutableArray<string> Ended);

/// <param name="Sequence">From 1, without gaps, per stream.</param>
/// <param name="Hash">SHA-256 over the previous row's hash and this row, in lower-case hexadecimal.</param>
public sealed record EventRecord(string Stream, long Sequence, DateTimeOffset At, string Event, string Hash);

public enum SaveOutcome
{
    Saved,

    /// <summary>Another writer saved first; nothing of this turn was saved.</summary>
    Conflict,
}
