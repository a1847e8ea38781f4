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
    private readonly HashSet<string> kills = [];
    private readonly List<string> asked = [];
    private readonly List<(string Stage, string? Version)> moves = [];
    private readonly WebApplication server;
    private IReadOnlySet<string> killAt = new HashSet<string>();

    private TaskCompletionSource starts = Opened();
    private TaskCompletionSource waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);

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

    /// <summary>The points that were reached, in order, each with its number.</summary>
    public IReadOnlyList<string> Points => Locked(() => points.ToList());

    /// <summary>The points at which the bot died.</summary>
    public IReadOnlyList<string> Kills => Locked(() => kills.ToList());

    /// <summary>How often a version was started in a stage, a line each: an instance that was up is not started again.</summary>
    public IReadOnlyList<string> Starts => Locked(() =>
        asked.CountBy(start => start).Select(start => $"started {start.Key}: {start.Value}").Order(StringComparer.Ordinal).ToList());

    /// <summary>The versions that users of each stage were given, in order, a line each.</summary>
    public IReadOnlyList<string> Given => Locked(() => moves.GroupBy(move => move.Stage)
        .Select(stage => $"{stage.Key} gave users {string.Join(", ", Changes(stage.Select(move => move.Version)))}")
        .Order(StringComparer.Ordinal)
        .ToList());

    public static async Task<OutsideWorld> StartAsync()
    {
        var world = new OutsideWorld();
        await world.server.StartAsync();
        return world;
    }

    /// <summary>The bot dies at each of these points, once.</summary>
    public void KillAt(IReadOnlySet<string> chosen) => Locked(() => killAt = chosen);

    /// <summary>From now on, what is to be brought up waits.</summary>
    /// <returns>Completes when something waits.</returns>
    public Task HoldStarts()
    {
        starts = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return waiting.Task;
    }

    /// <summary>What waited is brought up.</summary>
    public void LetStart() => starts.SetResult();

    public async ValueTask DisposeAsync()
    {
        starts.TrySetResult();
        await server.DisposeAsync();
        await Target.DisposeAsync();
    }

    private bool Reach(string point) => Locked(() =>
    {
        var number = points.Count(earlier => earlier.StartsWith(point + ", number", StringComparison.Ordinal)) + 1;
        var numbered = $"{point}, number {number}";
        points.Add(numbered);
        return killAt.Contains(numbered) && kills.Add(numbered);
    });

    private static TaskCompletionSource Opened()
    {
        var opened = new TaskCompletionSource();
        opened.SetResult();
        return opened;
    }

    private T Locked<T>(Func<T> read)
    {
        lock (gate)
        {
            return read();
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
        waiting.TrySetResult();
        await starts.Task;
        var before = Target.Started.Count(name => name == call.Instance);
        var outcome = await Target.EnsureAsync(request, CancellationToken.None);
        var started = Target.Started.Count(name => name == call.Instance) - before;
        Add(Enumerable.Repeat($"{call.Version} in {call.Stage}", started));
        return outcome switch
        {
            EnsureOutcome.Up up => new EnsureAnswer(up.Address, null),
            EnsureOutcome.Bad bad => new EnsureAnswer(null, bad.Reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private void Add(IEnumerable<string> starts)
    {
        lock (gate)
        {
            asked.AddRange(starts);
        }
    }

    private Task<StopOutcome> StopAsync(StopRequest request) => Target.StopAsync(request, CancellationToken.None);

    private async Task<MoveOutcome> MoveAsync(MoveCall call)
    {
        var stage = new StageId(call.Repository, call.Environment, call.Application);
        var moved = await Traffic.MoveAsync(
            new TrafficMove(stage, call.Url, call.Instance, call.Address, call.Fence), CancellationToken.None);
        if (moved is MoveOutcome.Moved)
        {
            lock (gate)
            {
                moves.Add((stage.Name.ToString(), Target.VersionOf(call.Instance)));
            }
        }

        return moved;
    }

    /// <summary>What follows itself is there once: the same move asked for again changes nothing for users.</summary>
    private static IEnumerable<string?> Changes(IEnumerable<string?> versions)
    {
        string? before = "";
        foreach (var version in versions.Where(version => version != before))
        {
            yield return before = version;
        }
    }

    private Task<RouteState?> RouteOf(string stage)
    {
        var parts = stage.Split('/');
        var id = new StageId(long.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), parts[1], parts[2]);
        return Traffic.ObserveAsync(id, CancellationToken.None);
    }
}
