using System.Collections.Concurrent;
using ContinuousDeploy.Targets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace ContinuousDeploy.Benchmarks.Fleet;

/// <summary>Remembers its instances. All of them are one web server, so that smoke checks go over real HTTP.</summary>
internal sealed class MemoryTarget : ITarget, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, byte> instances = new();
    private readonly WebApplication server;
    private int together;
    private int mostTogether;

    private MemoryTarget(WebApplication server) => this.server = server;

    public string Kind => "process";

    /// <summary>The most instances that were being brought up at the same time.</summary>
    public int MostTogether => Volatile.Read(ref mostTogether);

    public static async Task<MemoryTarget> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.MapGet("/readyz", () => "ready");
        await server.StartAsync(cancellationToken);
        return new MemoryTarget(server);
    }

    public async Task<EnsureOutcome> EnsureAsync(InstanceRequest request, CancellationToken cancellationToken)
    {
        var now = Interlocked.Increment(ref together);
        InterlockedMax(ref mostTogether, now);
        await Task.Yield();
        instances[request.Instance] = 0;
        Interlocked.Decrement(ref together);
        return new EnsureOutcome.Up(new Uri(server.Urls.Single()));
    }

    public Task<InstanceState> ObserveAsync(string target, string instance, CancellationToken cancellationToken) =>
        Task.FromResult(instances.ContainsKey(instance) ? InstanceState.Ready : InstanceState.Gone);

    public Task<StopOutcome> StopAsync(StopRequest request, CancellationToken cancellationToken)
    {
        instances.TryRemove(request.Instance, out _);
        return Task.FromResult(StopOutcome.Stopped);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static void InterlockedMax(ref int most, int now)
    {
        for (var known = Volatile.Read(ref most); now > known; known = Volatile.Read(ref most))
        {
            if (Interlocked.CompareExchange(ref most, now, known) == known)
            {
                return;
            }
        }
    }
}
