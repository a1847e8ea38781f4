using System.Collections.Concurrent;
using ContinuousDeploy.Targets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ContinuousDeploy.Tests.Scenarios;

/// <summary>What a version does when it is run.</summary>
public enum Behaviour
{
    Good,
    BrokenCheckout,
    NeverReady,
}

/// <summary>Runs versions as small web servers inside the test, so that smoke checks go over real HTTP.</summary>
public sealed class InProcessTarget : ITarget, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Behaviour> behaviours = new();
    private readonly ConcurrentDictionary<string, (WebApplication Server, string Version)> instances = new();

    public string Kind => "process";

    /// <summary>Every start of an instance, in order: two of one name would be a double deployment.</summary>
    public ConcurrentQueue<string> Started { get; } = new();

    /// <summary>Names of the instances that are up now.</summary>
    public IEnumerable<string> Up => instances.Keys;

    public void Publish(string version, Behaviour behaviour) => behaviours[version] = behaviour;

    /// <summary>The version an instance runs.</summary>
    public string? VersionOf(string instance) => instances.TryGetValue(instance, out var up) ? up.Version : null;

    /// <summary>It dies by itself.</summary>
    public async Task KillAsync(string instance)
    {
        if (instances.TryRemove(instance, out var up))
        {
            await up.Server.DisposeAsync();
        }
    }

    public async Task<EnsureOutcome> EnsureAsync(InstanceRequest request, CancellationToken cancellationToken)
    {
        if (instances.TryGetValue(request.Instance, out var up))
        {
            return new EnsureOutcome.Up(new Uri(up.Server.Urls.Single()));
        }

        if (!behaviours.TryGetValue(request.Version.Version, out var behaviour))
        {
            return new EnsureOutcome.Bad($"There is no artifact at {request.ArtifactPath}.", null);
        }

        if (behaviour is Behaviour.NeverReady)
        {
            return new EnsureOutcome.Bad("It was not ready within 30 s.", "waiting for the database\n");
        }

        var server = Server(behaviour);
        await server.StartAsync(cancellationToken);
        instances[request.Instance] = (server, request.Version.Version);
        Started.Enqueue(request.Instance);
        return new EnsureOutcome.Up(new Uri(server.Urls.Single()));
    }

    public Task<InstanceState> ObserveAsync(string target, string instance, CancellationToken cancellationToken) =>
        Task.FromResult(instances.ContainsKey(instance) ? InstanceState.Ready : InstanceState.Gone);

    public async Task<StopOutcome> StopAsync(StopRequest request, CancellationToken cancellationToken)
    {
        await KillAsync(request.Instance);
        return StopOutcome.Stopped;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in instances.Keys)
        {
            await KillAsync(instance);
        }
    }

    private static WebApplication Server(Behaviour behaviour)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.MapGet("/readyz", () => "ready");
        server.MapPost("/checkout", () =>
            behaviour is Behaviour.BrokenCheckout ? Results.StatusCode(500) : Results.Json(new { state = "paid" }));
        return server;
    }
}
