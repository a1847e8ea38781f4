using ContinuousDeploy.Testing.Cluster;
using ContinuousDeploy.Tests.Targets;

namespace ContinuousDeploy.Tests.Cluster;

/// <summary>
/// Nodes that reach the database, GitHub, targets and gateway, and not each other. One goes on, the other ends, and
/// what is started again joins once it can.
/// </summary>
public sealed class PartitionTests : IAsyncDisposable
{
    private readonly NodeLink[] links = [new(), new(), new()];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Deploying", true)]
    [InlineData("Watching", false)]
    public async Task Of_nodes_that_are_cut_from_each_other_one_goes_on_and_nothing_happens_twice(
        string phase, bool silently)
    {
        await using var scene = await PostgresServer.StartClusterAsync(number => links[number].Settings);
        var reached = scene.SaysAsync(ClusterScene.Phase("production", "1.5.0", phase));
        var ended = scene.SaysAsync(ClusterScene.Ended("production", "1.5.0"));
        var staged = scene.SaysAsync(ClusterScene.Ended("staging", "1.8.1"));
        var taken = scene.SaysAsync("The node .* has died; its work is taken on");
        await scene.PinAsync("production", "1.5.0");
        var owner = await reached;
        var before = await scene.WebhooksAsync();

        Cut(silently);
        await PinThroughAsync(scene, owner, "1.6.1");
        await PinThroughAsync(scene, scene.Other(owner), "1.8.1");
        var left = await taken;
        await scene.Other(left).EndedAsync(Token);

        await ended;
        await GoesOnAsync(scene, left, "production", "1.8.1");
        await staged;
        var next = await JoinsWhenHealedAsync(scene);
        await left.KillAsync();
        await GoesOnAsync(scene, next, "production", "1.6.1");
        Assert.Equal("1.8.1", await scene.UsersGetAsync("staging"));
        await AssertHandledAsync(scene, before.Count);
        await AssertNothingTwiceAsync(scene);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var link in links)
        {
            await link.DisposeAsync();
        }
    }

    private void Cut(bool silently)
    {
        foreach (var link in links)
        {
            if (silently)
            {
                link.Silence();
            }
            else
            {
                link.Close();
            }
        }
    }

    /// <summary>Pins a version in staging; a node of one side hears of it by webhook.</summary>
    private static async Task PinThroughAsync(ClusterScene scene, ClusterNode node, string version)
    {
        await scene.HooksToAsync(node);
        await scene.PinAsync("staging", version);
        await scene.WebhooksAsync();
    }

    private static async Task GoesOnAsync(ClusterScene scene, ClusterNode left, string environment, string version)
    {
        await scene.HooksToAsync(left);
        var ended = scene.SaysAsync(ClusterScene.Ended(environment, version));
        await scene.PinAsync(environment, version);
        Assert.Equal(left, await ended);
        Assert.Equal(version, await scene.UsersGetAsync(environment));
    }

    /// <summary>A node that is started within the cut, as a supervisor does, waits for its end.</summary>
    private async Task<ClusterNode> JoinsWhenHealedAsync(ClusterScene scene)
    {
        var unreached = scene.SaysAsync("Failed to get ping responses from 1 of 1 active silos");
        var joined = scene.SaysAsync("Application started");
        var next = scene.StartThird();
        Assert.Equal(next, await unreached);
        Assert.False(joined.IsCompleted);
        foreach (var link in links)
        {
            link.Heal();
        }

        Assert.Equal(next, await joined);
        return next;
    }

    /// <summary>A webhook that was taken by either side was worked off; the other way to answer is that it comes again.</summary>
    private static async Task AssertHandledAsync(ClusterScene scene, int before)
    {
        var within = (await scene.WebhooksAsync()).Skip(before).ToList();
        Assert.All(within, webhook => Assert.Contains(webhook.Result!.StatusCode, new[] { 202, 503, 0 }));
        var accepted = within.Where(webhook => webhook.Result!.StatusCode == 202).Select(webhook => $"{webhook.Guid}").ToHashSet();
        Assert.NotEmpty(accepted);
        await using var ledger = scene.OpenLedger();
        Assert.Equal(accepted, await ledger.Inbox.KnownAsync(accepted, Token));
        await Eventually.TrueAsync(async () => (await ledger.Inbox.PendingAsync(0, 1_000, Token)).IsEmpty);
    }

    private static async Task AssertNothingTwiceAsync(ClusterScene scene)
    {
        Assert.Equal(2, scene.StartsOf("1.5.0"));
        Assert.Equal(2, scene.StartsOf("1.8.1"));
        foreach (var environment in new[] { "production", "staging" })
        {
            var events = await scene.EventsAsync(environment);
            Assert.Equal(Enumerable.Range(1, events.Count), events.Select(one => (int)one.Sequence));
        }
    }
}
