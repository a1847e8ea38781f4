using ContinuousDeploy.Core.Rollouts;

namespace ContinuousDeploy.Core.Tests.Rollouts;

/// <summary>A wish to take a version back can arrive twice: the answer to the first may have got lost.</summary>
public sealed class RollbackTests
{
    private static readonly RollbackRequest Asked = Given.Rollback();

    public static TheoryData<string> Befores => [nameof(Given.Verifying), nameof(Given.Watching), nameof(Given.Succeeded)];

    [Theory]
    [MemberData(nameof(Befores))]
    public void Who_asks_again_is_not_refused_for_what_has_come_of_it(string before)
    {
        var stage = before switch
        {
            nameof(Given.Verifying) => Given.Verifying,
            nameof(Given.Watching) => Given.Watching,
            _ => Given.Succeeded,
        };
        var granted = stage.On(new StageEvent.RollbackRequested(Asked));
        var overtaken = granted.On(new StageEvent.PinChanged(Given.Pin("1.6.0", 13), 0));

        Assert.Null(Rollout.RefusalOf(overtaken, Asked));
        Assert.Same(overtaken, overtaken.On(new StageEvent.RollbackRequested(Asked)));
    }

    [Fact]
    public void Another_wish_for_what_is_no_longer_there_is_refused()
    {
        var overtaken = Given.Verifying
            .On(new StageEvent.RollbackRequested(Asked))
            .On(new StageEvent.PinChanged(Given.Pin("1.6.0", 13), 0));

        var refusal = Rollout.RefusalOf(overtaken, Asked with { Id = "comment-8" });

        Assert.Contains("has moved on to 1.6.0 by #13", refusal, StringComparison.Ordinal);
    }

    /// <summary>There is nothing to go back to, and the gateway may have moved users without its answer arriving.</summary>
    [Fact]
    public void The_release_of_a_first_version_is_tried_until_the_gateway_answers()
    {
        var stage = Given.Empty.On(new StageEvent.PinChanged(Given.Pin("1.4.1", 11), 0)).Up().Smoked();
        foreach (var _ in Enumerable.Range(0, 3 * Backoff.Attempts))
        {
            stage = stage.On(new StageEvent.EffectErrored(stage.Key<StageEffect.Move>(), "The gateway does not answer."));
        }

        Assert.Null(stage.Live);
        Assert.IsType<Phase.Releasing>(stage.Rollout!.Phase);
        Assert.Equal("1.4.1", stage.Shifted().Live!.Version.Version);
    }
}
