using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Pins;
using ContinuousDeploy.Targets;
using ContinuousDeploy.Tests.Scenarios;
using ContinuousDeploy.Traffic;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;
using SampleBot;

namespace ContinuousDeploy.Tests.Crashes;

/// <summary>What is there when the bot is dead: the target, traffic, and the decision when it dies, over HTTP.</summary>
public sealed class OutsideWorld : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly List<string> points = [];
    private readonly WebApplication server;
    private string? killAt;

    private OutsideWorld()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        server = builder.Build();
        server.MapPost("/" + KillPoints.Path, ([FromBody] string point) => Reach(point));
        server.MapPost("/ensure", EnsureAsync);
        server.MapPost("/observe", ([FromBody] string instance) =>
            Target.ObserveAsync("local", instance, CancellationToken.None));
        server.MapPost("/stop", StopAsync);
        server.MapPost("/move", MoveAsync);
        server.MapPost("/route", ([FromBody] string stage) => RouteOf(stage));
    }

    public InProcessTarget Target { get; } = new();

    public RememberedTraffic Traffic { get; } = new();

    public string Address => server.Urls.Single() + "/";

    /// <summary>The points that were reached since the last call of <see cref="KillAt"/>, in order, each with its number.</summary>
    public IReadOnlyList<string> Points
    {
        get
        {
            lock (gate)
            {
                return [.. points];
            }
        }
    }

    /// <summary>True once the bot was told to die.</summary>
    public bool HasKilled { get; private set; }

    public static async Task<OutsideWorld> StartAsync()
    {
        var world = new OutsideWorld();
        await world.server.StartAsync();
        return world;
    }

    /// <summary>From now on points count; the bot dies once at one of them, or never.</summary>
    public void KillAt(string? point)
    {
        lock (gate)
        {
            points.Clear();
            killAt = point;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await Target.DisposeAsync();
    }

    private bool Reach(string point)
    {
        lock (gate)
        {
            var numbered = $"{point}, number {points.Count(earlier => earlier.StartsWith(point + ",", StringComparison.Ordinal)) + 1}";
            points.Add(numbered);
            if (HasKilled || numbered != killAt)
            {
                return false;
            }

            return HasKilled = true;
        }
    }

    private async Task<EnsureAnswer> EnsureAsync(EnsureCall call)
    {
        var request = new InstanceRequest(
            "local",
            call.Instance,
            Fence: 0,
            new StageId(0, "", ""),
            new PinnedVersion(call.Version, Digest: null),
            call.Artifact,
            new RunSettings([], "/readyz", TimeSpan.FromMinutes(1), []));
        return await Target.EnsureAsync(request, CancellationToken.None) switch
        {
            EnsureOutcome.Up up => new EnsureAnswer(up.Address, null),
            EnsureOutcome.Bad bad => new EnsureAnswer(null, bad.Reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private async Task<bool> StopAsync([FromBody] string instance)
    {
        await Target.StopAsync("local", instance, CancellationToken.None);
        return true;
    }

    private Task<MoveOutcome> MoveAsync(MoveCall call) => Traffic.MoveAsync(
        new TrafficMove(
            new StageId(call.Repository, call.Environment, call.Application),
            call.Url,
            call.Instance,
            call.Address,
            call.Fence),
        CancellationToken.None);

    private Task<RouteState?> RouteOf(string stage)
    {
        var parts = stage.Split('/');
        var id = new StageId(long.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), parts[1], parts[2]);
        return Traffic.ObserveAsync(id, CancellationToken.None);
    }
}
