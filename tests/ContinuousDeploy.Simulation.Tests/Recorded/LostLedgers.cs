using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Stages;

namespace ContinuousDeploy.Simulation.Tests.Recorded;

/// <summary>No history loses its ledger: what a stage is rebuilt from afterwards is made here, of states they led to.</summary>
internal static class LostLedgers
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static List<(string History, List<(DateTimeOffset, StreamRecord?, StreamWrite)> Turns)> Of(
        IEnumerable<RecordedStage> stages)
    {
        var states = stages.SelectMany(stage => stage.Turns).Select(turn => StageJson.Read(turn.Write.State)).ToList();
        var twice = states.First(state => state is { Live: not null, Before: not null });
        var (live, before) = (twice.Live, twice.Before);
        var ended = states.Select(state => state.Rollout)
            .First(rollout => rollout?.Phase is Phase.Ended { Outcome: Outcome.Failed } && rollout.Request != live!.Request)!;
        var request = ended.Request;
        return
        [
            Turn(twice.Id, "a lost ledger, live", new(1_000, live, null, before, false, null)),
            Turn(twice.Id, "a lost ledger, as GitHub tells it", new(1_000, live, "1.1.0 is live.", null, false, null)),
            Turn(twice.Id, "a lost ledger, watched", new(1_000, live, null, before, true, null)),
            Turn(twice.Id, "a lost ledger, failed", new(1_000, live, null, before, false, new(request, Outcome.Failed, "It failed."))),
            Turn(twice.Id, "a lost ledger, errored", new(1_000, live, null, before, false, new(request, Outcome.Errored, "It erred."))),
        ];
    }

    private static (string, List<(DateTimeOffset, StreamRecord?, StreamWrite)>) Turn(
        StageId id, string history, StageEvent.Rebuilt found)
    {
        var ledger = new OneTurnLedger(null);
        var stream = new StageStream(id, ledger);
        var saved = stream.SaveAsync(Rollout.Decide(stream.State, found, At), found, CancellationToken.None);
        return saved.IsCompletedSuccessfully
            ? (history, [(At, null, ledger.Taken!)])
            : throw new InvalidOperationException("Nothing has to be waited for.");
    }
}
