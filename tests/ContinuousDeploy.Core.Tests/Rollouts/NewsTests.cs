using ContinuousDeploy.Core.Rollouts;

namespace ContinuousDeploy.Core.Tests.Rollouts;

/// <summary>Whoever tells a stage of commits can have been replaced meanwhile.</summary>
public sealed class NewsTests
{
    private static readonly StageState Told = Given.Live.On(new StageEvent.PinChanged(Given.Pin("1.6.0", 13), Order: 7));

    [Fact]
    public void An_older_commit_that_is_told_late_changes_nothing()
    {
        Assert.Same(Told, Told.On(new StageEvent.PinChanged(Given.Pin("1.5.0"), Order: 6)));
        Assert.Same(Told, Told.On(new StageEvent.PinRemoved(Given.Commit("1.5.0"), Order: 6)));
    }

    [Fact]
    public void What_is_told_by_the_newest_owner_counts()
    {
        var next = Told.On(new StageEvent.PinChanged(Given.Pin("1.7.0", 14), Order: 7));

        Assert.Equal("1.7.0", next.Rollout!.Request.Version.Version);
    }

    [Fact]
    public void What_is_taken_back_does_not_come_up_again_because_it_was_pinned_twice()
    {
        var twice = Given.Watching.On(new StageEvent.PinChanged(Given.Pin("1.5.0", 13) with { Commit = Again }, 0));

        var back = twice.On(new StageEvent.RollbackRequested(Given.Rollback())).Up().Shifted();

        Assert.Equal(Outcome.Aborted, Assert.IsType<Phase.Ended>(back.Rollout!.Phase).Outcome);
        Assert.Equal(Again, back.Rollout.Request.Commit);
        Assert.Equal("1.4.1", back.Live!.Version.Version);
        var revert = Assert.Single(back.Pending.Select(effect => effect.Effect).OfType<StageEffect.Revert>());
        Assert.Equal(Again, revert.Request.Commit);
        Assert.DoesNotContain(back.Pending, effect => effect.Effect is StageEffect.Deploy);
    }

    [Fact]
    public void A_commit_of_the_past_is_news_once_the_branch_is_set_back_to_it()
    {
        var back = Given.Succeeded.On(new StageEvent.PinChanged(Given.Pin("1.4.1", 11), Order: 7));

        Assert.IsType<Phase.Deploying>(back.Rollout!.Phase);
        Assert.Equal("1.4.1", back.Rollout.Request.Version.Version);
        Assert.DoesNotContain(back.Past, past => past.Id == back.Rollout.Id);
        Assert.DoesNotContain(back.Pending, effect =>
            effect.Effect is StageEffect.Stop stop && stop.Instance == back.Pending
                .Select(pending => pending.Effect).OfType<StageEffect.Deploy>().Single().Instance);
    }

    [Fact]
    public void What_waits_is_forgotten_once_the_branch_is_set_back_to_what_goes_on()
    {
        var waits = Given.Restoring.On(new StageEvent.PinChanged(Given.Pin("1.6.0", 13), Order: 7));
        Assert.Equal("1.6.0", waits.Next!.Version.Version);

        var back = waits.On(new StageEvent.PinChanged(Given.Pin("1.5.0"), Order: 8));

        Assert.Equal("1.5.0", back.Next!.Version.Version);
    }

    [Fact]
    public void What_is_known_already_is_heard_all_the_same()
    {
        var heard = Given.Deploying.On(new StageEvent.PinChanged(Given.Pin("1.5.0"), Order: 7));

        Assert.Same(heard, heard.On(new StageEvent.PinChanged(Given.Pin("1.6.0", 13), Order: 6)));
        Assert.Equal(Given.Deploying.Rollout, heard.Rollout);
    }

    private static CommitSha Again { get; } = new(new string('a', 40));
}
