using System.Text.Json;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Simulation.Scheduling;
using ContinuousDeploy.Stages;

namespace ContinuousDeploy.Simulation.Tests.Recorded;

/// <summary>
/// Chooses what is recorded: some histories whole, and of the others the turns whose like was not there yet.
/// </summary>
internal sealed class TurnRecorder
{
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    public List<RecordedStage> Stages { get; } = [];

    /// <param name="turns">The turns of one stage, in their order.</param>
    /// <param name="whole">Whether all of them are recorded.</param>
    public void Take(
        string history, IReadOnlyList<(DateTimeOffset At, StreamRecord? Before, StreamWrite Write)> turns, bool whole = false)
    {
        RecordedStage? open = null;
        foreach (var (at, before, write) in turns.Where(turn => !turn.Write.Events.IsEmpty))
        {
            var turn = TurnOf(before, write, at);
            if (!known.Add(turn.Name) && !whole)
            {
                open = Close(open);
                continue;
            }

            open ??= new RecordedStage(history, write.Stream, before?.State, []);
            open = open with { Turns = open.Turns.Add(turn) };
        }

        Close(open);
    }

    private RecordedStage? Close(RecordedStage? open)
    {
        if (open is not null)
        {
            Stages.Add(open);
        }

        return null;
    }

    /// <exception cref="InvalidOperationException">The turn is not what was decided shortly before it was saved.</exception>
    private static RecordedTurn TurnOf(StreamRecord? saved, StreamWrite write, DateTimeOffset at)
    {
        var before = saved is null ? StageState.New(StageStream.IdOf(write.Stream)) : StageJson.Read(saved.State);
        var happened = JsonSerializer.Deserialize(write.Events[0], StageJson.Default.StageEvent)!;
        for (var decided = at; decided >= at - WireFaults.None.Slowest; decided -= TimeSpan.FromMilliseconds(1))
        {
            var after = Rollout.Decide(before, happened, decided);
            if (!JsonLoss.Between(write.State, StageJson.Write(after)).Any())
            {
                return new RecordedTurn(TurnName.Of(before, happened, after, write.Begun), decided, write);
            }
        }

        throw new InvalidOperationException($"{write.Stream}, {write.Events[0]} does not lead to {write.State}");
    }
}
