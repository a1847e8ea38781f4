using System.Text.Json;
using ContinuousDeploy.Core.Proposals;
using ContinuousDeploy.Core.Repositories;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Stages;

namespace ContinuousDeploy.Simulation.Tests.Recorded;

/// <summary>
/// What earlier versions wrote is read by this one, decided upon as they did, and written again without a loss: see the
/// README beside this file.
/// </summary>
public sealed class RecordedTests
{
    public static TheoryData<string> StageRecordings => [.. Names(Recording.Stages)];

    public static TheoryData<string> RepositoryRecordings => [.. Names(Recording.Repositories)];

    [Theory]
    [MemberData(nameof(StageRecordings))]
    public async Task What_was_decided_once_is_decided_again(string name)
    {
        var different = new List<string>();
        foreach (var stage in StagesOf(name))
        {
            var before = stage.Before;
            foreach (var turn in stage.Turns)
            {
                different.AddRange((await ReplayAsync(stage.Stream, before, turn))
                    .Where(loss => !MeantChange.Covers(name, turn.Name, loss))
                    .Select(loss => $"{name}, {stage.History}, version {turn.Write.ExpectedVersion} ({turn.Name}): {loss}"));
                before = turn.Write.State;
            }
        }

        Assert.True(different.Count == 0, Told(different));
    }

    [Theory]
    [MemberData(nameof(StageRecordings))]
    public void Every_stage_that_was_written_once_is_written_again_without_a_loss(string name)
    {
        var lost =
            from stage in StagesOf(name)
            from turn in stage.Turns
            from loss in JsonLoss.Between(turn.Write.State, StageJson.Write(StageJson.Read(turn.Write.State)))
            where !MeantChange.Covers(name, turn.Name, loss)
            select $"{name}, {stage.History}, the stage after version {turn.Write.ExpectedVersion} ({turn.Name}): {loss}";

        Assert.True(!lost.Any(), Told(lost));
    }

    [Theory]
    [MemberData(nameof(RepositoryRecordings))]
    public void Every_repository_that_was_written_once_is_written_again_without_a_loss(string name)
    {
        var lost =
            from numbered in Recording.Lines(name).Select((text, index) => (text, line: index + 1))
            from loss in JsonLoss.Between(numbered.text, RepositoryJson.Write(RepositoryJson.Read(numbered.text)))
            where !MeantChange.Covers(name, turn: null, loss)
            select $"{name}, line {numbered.line}: {loss}";

        Assert.True(!lost.Any(), Told(lost));
    }

    [Fact]
    public void Every_recording_is_there_as_it_was_made()
    {
        var listed = File.ReadLines(Recording.Listed).Select(line => line.Split("  ")).ToList();

        Assert.Equal(
            listed.Select(entry => entry[1]).Order(StringComparer.Ordinal),
            Names(Recording.Stages).Concat(Names(Recording.Repositories)).Concat(Names(Recording.Ledgers)).Order(StringComparer.Ordinal));
        Assert.All(listed, entry => Assert.True(
            entry[0] == Recording.DigestOf(Path.Combine(Recording.Folder, entry[1])), $"{entry[1]} was changed."));
    }

    [Fact]
    public void Every_kind_of_thing_that_is_kept_has_been_recorded()
    {
        var stages = Names(Recording.Stages).SelectMany(StagesOf).SelectMany(stage => stage.Turns).ToList();
        var states = stages.Select(turn => StageJson.Read(turn.Write.State)).ToList();
        var events = stages.Select(turn => JsonSerializer.Deserialize(turn.Write.Events[0], StageJson.Default.StageEvent)!);
        var repositories = Names(Recording.Repositories).SelectMany(Recording.Lines).Select(RepositoryJson.Read).ToList();
        var proposals = repositories.SelectMany(repository => repository.Proposals).ToList();

        var phases = states.Select(state => state.Rollout?.Phase).OfType<Phase>().ToList();
        AllCases(typeof(Phase), phases);
        AllCases(typeof(StageEvent), events);
        AllCases(typeof(StageEffect), states.SelectMany(state => state.Pending).Select(pending => pending.Effect));
        AllCases(typeof(ProposalKind), proposals.Select(proposal => proposal.Kind));
        AllCases(typeof(ProposalStatus), proposals.Select(proposal => proposal.Status));
        // A superseded rollout has always given way to the one that overtook it.
        AllValues(phases.OfType<Phase.Ended>().Select(ended => ended.Outcome).Append(Outcome.Superseded));
        AllValues(repositories.SelectMany(one => one.Comments).SelectMany(one => one.Answers).Select(one => one.Kind));
    }

    [Fact(Explicit = true)]
    public async Task A_recording_is_made()
    {
        var name = Environment.GetEnvironmentVariable("RECORD_HISTORIES");
        Assert.SkipWhen(name is null, "RECORD_HISTORIES=name makes a recording of that name.");

        Recording.Make(name);
        await RecordedLedger.MakeAsync(name);
    }

    /// <summary>Reads the stage as it was, decides as this version does, and writes it as this version does.</summary>
    private static async Task<IEnumerable<string>> ReplayAsync(string name, string? before, RecordedTurn turn)
    {
        var recorded = turn.Write;
        var ledger = new OneTurnLedger(
            before is null ? null : new StreamRecord(name, recorded.ExpectedVersion, before, []));
        var stream = new StageStream(StageStream.IdOf(name), ledger);
        await stream.LoadAsync(TestContext.Current.CancellationToken);
        var happened = JsonSerializer.Deserialize(recorded.Events[0], StageJson.Default.StageEvent)!;
        var next = Rollout.Decide(stream.State, happened, turn.Decided);
        await stream.SaveAsync(next, happened, TestContext.Current.CancellationToken);
        var now = ledger.Taken!;
        return JsonLoss.Between(recorded.State, now.State).Select(loss => $"the state's {loss}")
            .Concat(JsonLoss.Between(recorded.Events[0], now.Events[0]).Select(loss => $"the event's {loss}"))
            .Concat(JsonLoss.Between(Effects(recorded), Effects(now)).Select(loss => $"the effects' {loss}"));
    }

    /// <summary>Effects begun and ended; which were not recorded are a difference too, so their keys are in lists.</summary>
    private static string Effects(StreamWrite write) => $$"""
        {
          "begun": [{{string.Join(',', write.Begun.Select(effect => $$"""{"{{effect.Key}}": {{effect.Command}} }"""))}}],
          "ended": [{{string.Join(',', write.Ended.Order(StringComparer.Ordinal).Select(key => $"\"{key}\""))}}]
        }
        """;

    private static IEnumerable<string> Names(string kind) => Recording.Files(kind).Select(file => Path.GetFileName(file));

    private static IEnumerable<RecordedStage> StagesOf(string name) => Recording.Lines(name).Select(RecordedStage.Parse);

    private static string Told(IEnumerable<string> differences) =>
        $"{differences.Count()} differences; if they are meant, see Recorded/README.md.\n{string.Join('\n', differences.Take(10))}";

    private static void AllCases(Type union, IEnumerable<object> seen) => Assert.Equal(
        union.GetNestedTypes().Select(type => type.Name).Order(), seen.Select(one => one.GetType().Name).Distinct().Order());

    private static void AllValues<T>(IEnumerable<T> seen)
        where T : struct, Enum => Assert.Equal(Enum.GetValues<T>().Order(), seen.Distinct().Order());
}
