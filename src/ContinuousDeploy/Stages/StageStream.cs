using System.Collections.Immutable;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.Ledger;

namespace ContinuousDeploy.Stages;

/// <summary>One stage in the ledger: load, then save turn by turn.</summary>
public sealed class StageStream(StageId id, ILedger ledger)
{
    public const string Prefix = "stage/";

    private readonly string name = NameOf(id);

    /// <summary>Grows with every save. Doubles as the fence of effects: an older owner of the stage has a lower one.</summary>
    public long Version { get; private set; }

    public StageState State { get; private set; } = StageState.New(id);

    public static string NameOf(StageId id) => $"{Prefix}{id}";

    /// <summary>The stage that a stream is about.</summary>
    public static StageId IdOf(string stream)
    {
        var parts = stream[Prefix.Length..].Split('/');
        return new StageId(long.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), parts[1], parts[2]);
    }

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var record = await ledger.LoadAsync(name, cancellationToken);
        Version = record?.Version ?? 0;
        State = record is null ? StageState.New(id) : StageJson.Read(record.State);
    }

    /// <summary>Whether the ledger has a turn that is not known here.</summary>
    /// <exception cref="LedgerUnavailableException"/>
    public async Task<bool> IsBehindAsync(CancellationToken cancellationToken) =>
        (await ledger.LoadAsync(name, cancellationToken))?.Version > Version;

    /// <summary>
    /// Loads the stage to go on with it. Where effects are pending, an earlier owner may still be carrying them out: the
    /// version is raised first, so that what the earlier owner begins after this one's first effect is refused.
    /// </summary>
    /// <exception cref="LedgerUnavailableException"/>
    public async Task TakeOverAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await LoadAsync(cancellationToken);
            if (State.Pending.IsEmpty)
            {
                return;
            }

            var claim = new StreamWrite(name, Version, StageJson.Write(State), [], [], []);
            if (await ledger.SaveAsync(claim, cancellationToken) is SaveOutcome.Saved)
            {
                Version++;
                return;
            }
        }
    }

    /// <summary>Saves a turn; on a conflict the state is loaded again and the turn has to be decided anew.</summary>
    public async Task<SaveOutcome> SaveAsync(StageState next, StageEvent happened, CancellationToken cancellationToken)
    {
        var outcome = await ledger.SaveAsync(WriteOf(next, happened), cancellationToken);
        if (outcome is SaveOutcome.Saved)
        {
            Version++;
            State = next;
        }
        else
        {
            await LoadAsync(cancellationToken);
        }

        return outcome;
    }

    private StreamWrite WriteOf(StageState next, StageEvent happened)
    {
        var before = State.Pending.Select(effect => effect.Key).ToImmutableHashSet();
        var after = next.Pending.Select(effect => effect.Key).ToImmutableHashSet();
        return new StreamWrite(
            name,
            Version,
            StageJson.Write(next),
            [StageJson.Write(happened)],
            [
                .. next.Pending.Where(effect => !before.Contains(effect.Key))
                    .Select(effect => new EffectRecord(effect.Key, StageJson.Write(effect.Effect))),
            ],
            [.. before.Except(after)]);
    }
}
