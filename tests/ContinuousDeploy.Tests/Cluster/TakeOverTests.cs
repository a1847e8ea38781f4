using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Stages;
using ContinuousDeploy.Tests.Ledger;

namespace ContinuousDeploy.Tests.Cluster;

/// <summary>A stage that two nodes believe to own: the version each of them carries is the fence of its effects.</summary>
public sealed class TakeOverTests : IAsyncLifetime
{
    private static readonly StageId Stage = new(1, "production", "storefront");

    private readonly SqliteFixture fixture = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => fixture.PrepareAsync();

    [Fact]
    public async Task The_new_owner_of_pending_effects_has_a_higher_fence_and_the_old_one_cannot_save()
    {
        var stop = new StageEffect.Stop("acme/environments", new TargetReference("process", "local"), "old");
        var wanting = StageState.New(Stage) with { Pending = [new PendingEffect("k", "rollout", 1, null, stop)] };
        var write = new StreamWrite(StageStream.NameOf(Stage), 0, StageJson.Write(wanting), ["wanted"], [new("k", "stop")], []);
        await fixture.Streams.SaveAsync(write, Token);
        var old = new StageStream(Stage, fixture.Streams);
        await old.TakeOverAsync(Token);
        var next = new StageStream(Stage, fixture.Streams);

        await next.TakeOverAsync(Token);

        Assert.True(next.Version > old.Version);
        Assert.Single(next.State.Pending);
        var late = await old.SaveAsync(wanting with { Pending = [] }, new StageEvent.Done("k"), Token);
        Assert.Equal(SaveOutcome.Conflict, late);
        Assert.Single((await fixture.Streams.LoadAsync(StageStream.NameOf(Stage), Token))!.Effects);
        Assert.Single(await fixture.Streams.EventsAsync(StageStream.NameOf(Stage), 1, Token));
    }

    [Fact]
    public async Task A_stage_that_wants_nothing_is_only_read()
    {
        var stream = new StageStream(Stage, fixture.Streams);

        await stream.TakeOverAsync(Token);

        Assert.Equal(0, stream.Version);
        Assert.Empty(await fixture.Streams.StreamsAsync("", Token));
    }

    public ValueTask DisposeAsync() => fixture.DisposeAsync();
}
