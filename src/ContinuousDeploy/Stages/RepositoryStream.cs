using ContinuousDeploy.Core.Deliveries;
using ContinuousDeploy.Core.Repositories;
using ContinuousDeploy.Ledger;

namespace ContinuousDeploy.Stages;

/// <summary>One repository in the ledger. Changes are functions, so that a turn lost to another writer is repeated.</summary>
public sealed class RepositoryStream(long id, ILedger ledger)
{
    public const string Prefix = "repository/";

    private static readonly TimeSpan SaveLooksEvery = TimeSpan.FromMinutes(15);

    private readonly string name = NameOf(id);
    private readonly Turns turns = new();

    /// <summary>Grows with every save.</summary>
    public long Version { get; private set; }

    public RepositoryState State { get; private set; } = RepositoryState.New(id);

    /// <summary>When everything was last looked at.</summary>
    public DateTimeOffset? Reconciled { get; private set; }

    public static string NameOf(long id) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Prefix}{id}");

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var record = await ledger.LoadAsync(name, cancellationToken);
        Version = record?.Version ?? 0;
        State = record is null ? RepositoryState.New(id) : RepositoryJson.Read(record.State);
        Reconciled = State.Reconciled > Reconciled ? State.Reconciled : Reconciled ?? State.Reconciled;
    }

    /// <summary>The webhooks about the repository that GitHub was asked to deliver again, by whichever node.</summary>
    /// <exception cref="LedgerUnavailableException"/>
    public async Task<GapTally> MissedDeliveriesAsync(CancellationToken cancellationToken) =>
        await ledger.LoadAsync(RedeliverySweep.Stream, cancellationToken) is { } record
            ? RedeliveryJson.Read(record.State).Gaps.GetValueOrDefault(id)
            : default;

    /// <summary>
    /// Notes that everything was looked at. That is saved with the next change, and of itself every quarter of an hour: a
    /// save at every look would write the whole state, and grow the events, where nothing has changed.
    /// </summary>
    /// <exception cref="LedgerUnavailableException"/>
    public async Task LookedAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        Reconciled = now;
        if (State.Reconciled is not { } saved || now - saved >= SaveLooksEvery)
        {
            await ChangeAsync("reconciled", state => state with { Reconciled = now }, cancellationToken);
        }
    }

    /// <summary>Changes the state and saves it; a change that gives the same state back saves nothing.</summary>
    /// <param name="happened">What is being remembered, in a few words, for the events.</param>
    /// <exception cref="LedgerUnavailableException"/>
    public async Task ChangeAsync(
        string happened, Func<RepositoryState, RepositoryState> change, CancellationToken cancellationToken)
    {
        using var mine = await turns.TakeAsync(cancellationToken);
        while (true)
        {
            var next = change(State);
            if (ReferenceEquals(next, State))
            {
                return;
            }

            next = next with { Reconciled = Reconciled };
            var write = new StreamWrite(name, Version, RepositoryJson.Write(next), [happened], [], []);
            if (await ledger.SaveAsync(write, cancellationToken) is SaveOutcome.Saved)
            {
                Version++;
                State = next;
                return;
            }

            await LoadAsync(cancellationToken);
        }
    }
}
