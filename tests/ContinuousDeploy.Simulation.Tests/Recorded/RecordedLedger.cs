using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.Ledger;

namespace ContinuousDeploy.Simulation.Tests.Recorded;

/// <summary>
/// A ledger's file as one version left it, with a stage whose new version is being watched, and one whose users are being
/// taken back.
/// </summary>
internal static class RecordedLedger
{
    private const string Watched = "production";
    private const string TakenBack = "staging";

    private static readonly DateTimeOffset At = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Makes the file of turns that were recorded.</summary>
    public static async Task MakeAsync(string name)
    {
        var folder = Directory.CreateTempSubdirectory("recorded-ledger-");
        try
        {
            await using (var ledger = Open(folder.FullName))
            {
                await SaveAsync(ledger, Until(name, "watching"), Watched);
                await SaveAsync(ledger, Until(name, "restoring"), TakenBack);
                await ledger.Inbox.AppendAsync(
                    new Delivery("00000000-0000-4000-8000-000000000001", "push", "{}"u8.ToArray(), At),
                    CancellationToken.None);
                await ledger.Posted.SaveAsync(1, "comment/3", new PostedEntry(7, "0f"), CancellationToken.None);
            }

            Recording.Keep(Path.Combine(folder.FullName, "ledger.db"), name + Recording.Ledgers);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static OpenedLedger Open(string folder) => OpenedLedger.Open(
        new LedgerOptions { ConnectionString = $"Data Source={Path.Combine(folder, "ledger.db")}" }, TimeProvider.System);

    /// <summary>The turns of a history that was recorded whole, up to a phase of a rollout that has a way back.</summary>
    private static List<RecordedTurn> Until(string name, string phase)
    {
        var whole = Recording.Lines(name + Recording.Stages).Select(RecordedStage.Parse)
            .First(stage => stage.Before is null && stage.Turns.Any(Leads));
        return [.. whole.Turns.TakeWhile(turn => !Leads(turn)), whole.Turns.First(Leads)];

        bool Leads(RecordedTurn turn) => StageJson.Read(turn.Write.State).Rollout is { Back: not null } rollout
            && rollout.Phase.GetType().Name.Equals(phase, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Histories of one stage have the same name for it: here it is another's.</summary>
    private static async Task SaveAsync(OpenedLedger ledger, List<RecordedTurn> turns, string environment)
    {
        string Of(string text) => text.Replace("production", environment, StringComparison.Ordinal);
        foreach (var (turn, version) in turns.Select((turn, index) => (turn.Write, index)))
        {
            await ledger.Streams.SaveAsync(
                new StreamWrite(
                    $"stage/1/{environment}/shop",
                    version,
                    Of(turn.State),
                    [.. turn.Events.Select(Of)],
                    [.. turn.Begun.Select(effect => new EffectRecord(Of(effect.Key), Of(effect.Command)))],
                    [.. turn.Ended.Select(Of)]),
                CancellationToken.None);
        }
    }
}
