using ContinuousDeploy.Testing.Cluster;
using ContinuousDeploy.Tests.Targets;

namespace ContinuousDeploy.Tests.Cluster;

/// <summary>
/// Two nodes that reach the database, GitHub, targets and gateway, and not each other. One goes on with everything, the
/// other ends, and joins again when it is started after the cut.
/// </summary>
public sealed class PartitionTests : IAsyncDisposable
{
    private readonly NodeLink[] links = [new(), new()];

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
        var gone = scene.Other(left);
        await gone.EndedAsync(Token);
        await ended;
        await GoesOnAsync(scene, left, "1.8.1");
        await staged;

        gone = await DoesNotJoinAsync(scene, gone);
        var back = await JoinsWhenHealedAsync(scene, gone);
        await left.KillAsync();
        await GoesOnAsync(scene, back, "1.6.1");
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

    /// <summary>A rollout that begins now ends at the one node that is left.</summary>
    private static async Task GoesOnAsync(ClusterScene scene, ClusterNode left, string version)
    {
        await scene.HooksToAsync(left);
        var ended = scene.SaysAsync(ClusterScene.Ended("production", version));
        await scene.PinAsync("production", version);
        Assert.Equal(left, await ended);
        Assert.Equal(version, await scene.UsersGetAsync("production"));
    }

    /// <summary>Started within the cut it ends again: the two do not work side by side.</summary>
    private static async Task<ClusterNode> DoesNotJoinAsync(ClusterScene scene, ClusterNode gone)
    {
        var again = await scene.StartAgainAsync(gone);
        await again.EndedAsync(Token);
        Assert.DoesNotContain(again.Lines, line => line.Contains("Application started", StringComparison.Ordinal));
        return again;
    }

    private async Task<ClusterNode> JoinsWhenHealedAsync(ClusterScene scene, ClusterNode gone)
    {
        foreach (var link in links)
        {
            link.Heal();
        }

        var joined = scene.SaysAsync("Application started");
        var again = await scene.StartAgainAsync(gone);
        Assert.Equal(again, await joined);
        return again;
    }

    /// <summary>A webhook that either side took is worked off; GitHub knows of every other that it failed.</summary>
    private static async Task AssertHandledAsync(ClusterScene scene, int before)
    {
        var within = (await scene.WebhooksAsync()).Skip(before).ToList();
        Assert.All(within, webhook => Assert.Contains(webhook.Result!.StatusCode, new[] { 202, 503, 0 }));
        var accepted = within.Where(webhook => webhook.Result!.StatusCode == 202)
            .Select(webhook => $"{webhook.Guid}").ToHashSet();
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
