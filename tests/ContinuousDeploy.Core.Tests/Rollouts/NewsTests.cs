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
}
