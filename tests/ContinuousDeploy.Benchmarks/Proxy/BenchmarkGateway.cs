using ContinuousDeploy.Core;
using ContinuousDeploy.Traffic;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Benchmarks.Proxy;

/// <summary>The gateway as users have it: its own process, started by the bot's own code.</summary>
public sealed class BenchmarkGateway : IAsyncDisposable
{
    /// <summary>The host that the measured requests ask for.</summary>
    public const string Host = "bench.example";

    private static readonly StageId Stage = new(1, "production", "bench");

    private readonly GatewaySocket socket;
    private readonly GatewayOptions options;
    private readonly GatewayTraffic traffic;
    private int process;

    private BenchmarkGateway()
    {
        options = new GatewayOptions
        {
            Folder = Directory.CreateTempSubdirectory("bench-").FullName,
            Listen = ["http://127.0.0.1:0"],
        };
        socket = new GatewaySocket(Options.Create(options), TimeProvider.System);
        traffic = new GatewayTraffic(socket);
    }

    /// <summary>Where users come in.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public static async Task<BenchmarkGateway> StartAsync(CancellationToken cancellationToken)
    {
        var gateway = new BenchmarkGateway();
        using var process = new GatewayProcess(
            Options.Create(gateway.options), gateway.socket, TimeProvider.System, NullLogger<GatewayProcess>.Instance);
        var health = await process.EnsureAsync(cancellationToken);
        gateway.process = health.Process;
        gateway.Address = new Uri(health.Listen[0]);
        return gateway;
    }

    public async Task MoveAsync(string instance, Uri address, CancellationToken cancellationToken)
    {
        var move = new TrafficMove(Stage, new Uri($"http://{Host}"), instance, address, Fence: 1);
        if (await traffic.MoveAsync(move, cancellationToken) != MoveOutcome.Moved)
        {
            throw new InvalidOperationException("The gateway refused a move with an equal fence.");
        }
    }

    public Task<long> InFlightAsync(string instance, CancellationToken cancellationToken) =>
        traffic.InFlightAsync(Stage, instance, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        using (var running = System.Diagnostics.Process.GetProcessById(process))
        {
            running.Kill();
            await running.WaitForExitAsync();
        }

        socket.Dispose();
        Directory.Delete(options.Folder, recursive: true);
    }
}
