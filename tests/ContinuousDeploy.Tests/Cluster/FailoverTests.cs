using ContinuousDeploy.Testing.Cluster;

namespace ContinuousDeploy.Tests.Cluster;

/// <summary>What can happen to one of two nodes. Whatever does, the rollouts go on and nothing is started twice.</summary>
public sealed class FailoverTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Deploying")]
    [InlineData("Watching")]
    public async Task The_rollout_of_a_killed_node_goes_on_at_the_other(string phase)
    {
        await using var scene = await PostgresServer.StartClusterAsync();
        var reached = scene.SaysAsync(ClusterScene.Phase("production", "1.5.0", phase));
        var ended = scene.SaysAsync(ClusterScene.Ended("production", "1.5.0"));
        await scene.PinAsync("production", "1.5.0");

        var owner = await reached;
        await owner.KillAsync();

        Assert.Equal(scene.Other(owner), await ended);
        Assert.Equal("1.5.0", await scene.UsersGetAsync("production"));
        Assert.Equal(2, scene.StartsOf("1.5.0"));
        await GoesOnAsync(scene, scene.Other(owner));
    }

    [Fact]
    public async Task The_rollout_of_a_hung_node_goes_on_and_the_node_ends_when_it_wakes()
    {
        await using var scene = await PostgresServer.StartClusterAsync();
        // Not while it brings an instance up: the process target holds a lock of this machine then, and so would go on
        // holding it.
        var reached = scene.SaysAsync(ClusterScene.Phase("production", "1.5.0", "Watching"));
        var ended = scene.SaysAsync(ClusterScene.Ended("production", "1.5.0"));
        await scene.PinAsync("production", "1.5.0");
        var owner = await reached;
        await owner.HangAsync();
        Assert.Equal(scene.Other(owner), await ended);

        await owner.GoOnAsync();
        await owner.EndedAsync(Token);

        Assert.Equal("1.5.0", await scene.UsersGetAsync("production"));
        Assert.Equal(2, scene.StartsOf("1.5.0"));
        await GoesOnAsync(scene, scene.Other(owner));
    }

    [Fact]
    public async Task Connections_cut_at_a_commit_lose_nothing_and_repeat_nothing()
    {
        await using var scene = await PostgresServer.StartClusterAsync();
        var ended = scene.SaysAsync(ClusterScene.Ended("production", "1.8.1"));
        await scene.PinAsync("production", "1.8.1");
        var cuts = 0;
        while (!ended.IsCompleted)
        {
            var cut = scene.Proxies[cuts % 2].CutNext(cuts % 4 < 2 ? Cut.BeforeCommit : Cut.AfterCommit);
            await Task.WhenAny(cut, ended);
            cuts += cut.IsCompleted ? 1 : 0;
        }

        await ended;
        Assert.Equal("1.8.1", await scene.UsersGetAsync("production"));
        Assert.Equal(1, scene.StartsOf("1.8.1"));
        Assert.InRange(cuts, 3, int.MaxValue);
        var events = await scene.EventsAsync("production");
        Assert.Equal(Enumerable.Range(1, events.Count), events.Select(one => (int)one.Sequence));
    }

    /// <summary>A rollout that begins afterwards, with a single node left, ends as it should.</summary>
    private static async Task GoesOnAsync(ClusterScene scene, ClusterNode left)
    {
        await scene.HooksToAsync(left);
        var ended = scene.SaysAsync(ClusterScene.Ended("production", "1.8.1"));
        await scene.PinAsync("production", "1.8.1");
        Assert.Equal(left, await ended);
        Assert.Equal("1.8.1", await scene.UsersGetAsync("production"));
        Assert.Equal(1, scene.StartsOf("1.8.1"));
        Assert.NotEmpty(await scene.EventsAsync("production"));
    }
}
