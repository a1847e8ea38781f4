using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.Core.Verification;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Stages;

namespace ContinuousDeploy.Simulation.Tests.Recorded;

/// <summary>The file that an earlier version left in the middle of two rollouts is opened by this one, which goes on.</summary>
public sealed class RecordedLedgerTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("recorded-ledger-");

    public static TheoryData<string> Ledgers => [.. Recording.Files(Recording.Ledgers).Select(file => Path.GetFileName(file))];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Ledgers))]
    public async Task Both_rollouts_come_to_their_ends(string name)
    {
        File.Copy(Path.Combine(Recording.Folder, name), Path.Combine(folder.FullName, "ledger.db"));
        await using (var ledger = RecordedLedger.Open(folder.FullName))
        {
            Assert.Null(await ledger.VerifyAsync(Token));
            Assert.Single(await ledger.Inbox.PendingAsync(0, 10, Token));
            Assert.NotNull(await ledger.Posted.FindAsync(1, "comment/3", Token));
            Assert.Equal(
                ["stage/1/production/shop", "stage/1/staging/shop"], await ledger.Streams.StreamsWithEffectsAsync(Token));

            var watched = await GoOnAsync(ledger, "production");
            Assert.Equal(Outcome.Succeeded, Assert.IsType<Phase.Ended>(watched.Rollout!.Phase).Outcome);
            Assert.Equal(watched.Rollout.Request.Version, watched.Live!.Version);

            var takenBack = await GoOnAsync(ledger, "staging");
            Assert.Contains(
                takenBack.Past.Prepend(takenBack.Rollout!), rollout => rollout.Phase is Phase.Ended { Outcome: not Outcome.Succeeded });
        }

        await using var again = RecordedLedger.Open(folder.FullName);
        Assert.Null(await again.VerifyAsync(Token));
        Assert.Empty(await again.Streams.StreamsWithEffectsAsync(Token));
    }

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>Whatever the stage wants succeeds, in the order in which it wants it.</summary>
    private static async Task<StageState> GoOnAsync(OpenedLedger ledger, string environment)
    {
        var stream = new StageStream(new StageId(1, environment, "shop"), ledger.Streams);
        await stream.TakeOverAsync(Token);
        var now = new DateTimeOffset(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);
        while (stream.State.Pending is [var first, ..])
        {
            now += TimeSpan.FromHours(1);
            var next = Rollout.Decide(stream.State, ResultOf(first), now);
            Assert.Equal(SaveOutcome.Saved, await stream.SaveAsync(next, ResultOf(first), Token));
        }

        return stream.State;
    }

    private static StageEvent ResultOf(PendingEffect effect) => effect.Effect switch
    {
        StageEffect.Deploy => new StageEvent.CameUp(effect.Key, new Uri("http://127.0.0.1:4000")),
        StageEffect.Verify => new StageEvent.Verified(
            effect.Key, new SuiteResult("smoke", Verdict.Passed, [], TimeSpan.FromMilliseconds(3))),
        StageEffect.Move => new StageEvent.Moved(effect.Key),
        StageEffect.Look => new StageEvent.Looked(effect.Key, Sight.Ready),
        _ => new StageEvent.Done(effect.Key),
    };
}
