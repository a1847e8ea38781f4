using ContinuousDeploy.Core.Repositories;
using ContinuousDeploy.Ledger;

namespace ContinuousDeploy.Stages;

/// <summary>One repository in the ledger. Changes are functions, so that a turn lost to another writer is repeated.</summary>
public sealed class RepositoryStream(long id, ILedger ledger)
{
    public const string Prefix = "repository/";

    private readonly string name = NameOf(id);
    private readonly Turns turns = new();

    /// <summary>Grows with every save.</summary>
    public long Version { get; private set; }

    public RepositoryState State { get; private set; } = RepositoryState.New(id);

    public static string NameOf(long id) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Prefix}{id}");

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var record = await ledger.LoadAsync(name, cancellationToken);
        Version = record?.Version ?? 0;
        State = record is null ? RepositoryState.New(id) : RepositoryJson.Read(record.State);
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
