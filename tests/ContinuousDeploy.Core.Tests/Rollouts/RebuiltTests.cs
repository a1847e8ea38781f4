using ContinuousDeploy.Core.Rollouts;

namespace ContinuousDeploy.Core.Tests.Rollouts;

/// <summary>What a stage makes of what is found after a loss of the ledger.</summary>
public sealed class RebuiltTests
{
    private const long Fence = 1_000_000;

    [Fact]
    public void What_is_live_is_live_and_nothing_is_begun()
    {
        var state = Given.Empty.On(Found());

        Assert.Equal("1.5.0", state.Live?.Version.Version);
        Assert.Equal("1.4.1", state.Before?.Version.Version);
        Assert.Equal(Outcome.Succeeded, Assert.IsType<Phase.Ended>(state.Rollout?.Phase).Outcome);
        Assert.Empty(state.Pending);
        Assert.Equal(Fence, state.FenceFrom);
        Assert.Same(state, state.On(new StageEvent.PinChanged(Given.Pin("1.5.0"), 0)));
    }

    [Fact]
    public void A_stage_that_is_known_keeps_what_it_knows()
    {
        Assert.Same(Given.Watching, Given.Watching.On(Found()));

        var once = Given.Empty.On(Found());
        Assert.Same(once, once.On(Found() with { FenceFrom = 5 }));
    }

    [Fact]
    public void Where_nothing_is_live_only_the_fence_is_known()
    {
        var state = Given.Empty.On(new StageEvent.Rebuilt(Fence, null, null, null, false, null));

        Assert.Equal(Given.Empty with { FenceFrom = Fence }, state);
        Assert.IsType<Phase.Deploying>(state.On(new StageEvent.PinChanged(Given.Pin("1.5.0"), 0)).Rollout?.Phase);
    }

    [Fact]
    public void A_watch_begins_anew_while_the_version_from_before_is_warm()
    {
        var state = Given.Empty.On(Found() with { IsBeforeUp = true });

        Assert.Equal(Given.Noon + TimeSpan.FromMinutes(10), Assert.IsType<Phase.Watching>(state.Rollout?.Phase).Until);
        Assert.IsType<StageEffect.Look>(Assert.Single(state.Pending).Effect);
        var back = state.On(new StageEvent.Looked(state.Pending[0].Key, Sight.Gone));
        Assert.Equal("1.4.1", Assert.IsType<Phase.Restoring>(back.Rollout?.Phase).Back.Version.Version);
    }

    [Theory]
    [InlineData(Outcome.Failed, true)]
    [InlineData(Outcome.Aborted, true)]
    [InlineData(Outcome.Errored, false)]
    public void A_pin_whose_rollout_has_ended_is_not_tried_again(Outcome outcome, bool reverts)
    {
        var pin = Given.Pin("1.6.0", 13);
        var state = Given.Empty.On(Found() with { Ended = new EndedPin(pin, outcome, "smoke failed") });

        Assert.Equal("1.5.0", state.Live?.Version.Version);
        Assert.Same(state, state.On(new StageEvent.PinChanged(pin, 0)));
        Assert.DoesNotContain(state.Pending, effect => effect.Effect is StageEffect.Deploy);
        Assert.Equal(reverts, state.Pending.Any(effect => effect.Effect is StageEffect.Revert { Request.Bad.Version: "1.6.0" }));
    }

    [Fact]
    public void What_was_found_can_be_taken_back()
    {
        var state = Given.Empty.On(Found()).On(new StageEvent.RollbackRequested(Given.Rollback()));

        Assert.Equal("1.4.1", Assert.IsType<StageEffect.Deploy>(Assert.Single(state.Pending).Effect).Request.Version.Version);
    }

    [Fact]
    public void What_was_found_is_read_back_from_the_ledger()
    {
        var state = Given.Empty.On(Found() with { IsBeforeUp = true });

        Assert.Equal(StageJson.Write(state), StageJson.Write(StageJson.Read(StageJson.Write(state))));
    }

    private static StageEvent.Rebuilt Found() =>
        new(Fence, Up("1.5.0"), "1.5.0 is live.", Up("1.4.1"), false, null);

    private static Deployed Up(string version)
    {
        var pin = Given.Pin(version);
        var instance = Rollout.InstanceName(Given.Stage, Rollout.IdOf(pin));
        return new Deployed(pin, instance, new Uri("http://127.0.0.1:4000"));
    }
}
