using System.Diagnostics;
using ContinuousDeploy.Core.Traffic;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Traffic;

/// <summary>
/// Keeps one gateway running. It is a child that outlives the bot: a new bot finds it by its socket and takes it over.
/// </summary>
public sealed partial class GatewayProcess(
    IOptions<GatewayOptions> options, GatewaySocket socket, TimeProvider time, ILogger<GatewayProcess> logger)
    : IDisposable
{
    // A gateway that has not answered for this long after its start will not.
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim one = new(1);

    // The gateway last seen, so that a change is said once.
    private int seen;

    /// <summary>Finds the gateway running, or starts it and waits until it serves users.</summary>
    /// <exception cref="TrafficUnavailableException">It cannot be started, or runs and does not answer.</exception>
    public async Task<GatewayHealth> EnsureAsync(CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            var health = await socket.HealthAsync(cancellationToken) ?? await StartOrAwaitAsync(cancellationToken);
            Note(health);
            return health;
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();

    private async Task<GatewayHealth> StartOrAwaitAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(StartTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return FindRunning() is { } running
                ? await AwaitAsync(running, either.Token)
                : await StartAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var log = InFolder(GatewayLayout.LogFile);
            var next = FindRunning() is { } stamp ? $" Process {stamp.Process} runs: end it to have it replaced." : "";
            throw new TrafficUnavailableException(
                $"The gateway did not answer within {StartTime.TotalSeconds} s. Its log is {log}.{next}");
        }
    }

    // It is starting, or stopping, or hangs. It may still serve users, so the bot never ends it.
    private async Task<GatewayHealth> AwaitAsync(ProcessStamp running, CancellationToken cancellationToken)
    {
        while (IsAlive(running))
        {
            if (await socket.HealthAsync(cancellationToken) is { } health)
            {
                return health;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }

        return await StartAsync(cancellationToken);
    }

    private async Task<GatewayHealth> StartAsync(CancellationToken cancellationToken)
    {
        using var process = Process.Start(GatewayLaunch.StartInfo(options.Value))
            ?? throw new InvalidOperationException("Starting the gateway gave no process.");
        // The gateway lives on without its pipes; Process.Dispose leaves those that were read open.
        using var input = process.StandardInput;
        using var output = process.StandardOutput;
        using var errors = process.StandardError;
        // The first line says that it serves; the end of the output without one, that it gave up and why.
        var line = await output.ReadLineAsync(cancellationToken).AsTask().WaitAsync(cancellationToken);
        if (await socket.HealthAsync(cancellationToken) is { } health)
        {
            return health;
        }

        var reason = line is null
            ? (await errors.ReadToEndAsync(cancellationToken).WaitAsync(cancellationToken)).Trim()
            : "It ended right after its start.";
        throw new TrafficUnavailableException(
            $"The gateway did not start. {reason} Its log is {InFolder(GatewayLayout.LogFile)}.");
    }

    private void Note(GatewayHealth health)
    {
        if (health.Process == seen)
        {
            return;
        }

        seen = health.Process;
        var addresses = string.Join(' ', health.Listen);
        LogServing(health.Process, addresses);
        var served = health.Listen.Select(address => new Uri(address)).ToHashSet();
        var missing = options.Value.Listen
            .Where(wanted => new Uri(wanted) is { Port: not 0 } address && !served.Contains(address));
        if (string.Join(' ', missing) is { Length: > 0 } absent)
        {
            LogOtherAddresses(health.Process, addresses, absent);
        }
    }

    private ProcessStamp? FindRunning()
    {
        try
        {
            return ProcessStamp.TryParse(File.ReadAllText(InFolder(GatewayLayout.ProcessFile)), out var stamp)
                && IsAlive(stamp)
                    ? stamp
                    : null;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static bool IsAlive(ProcessStamp stamp)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{stamp.Process}/stat");
            return ProcessStamp.TryParseStat(stamp.Process, stat, out var now) && now == stamp;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private string InFolder(string file) => Path.Combine(Path.GetFullPath(options.Value.Folder), file);

    [LoggerMessage(LogLevel.Information, "The gateway is process {Process} and serves {Addresses}")]
    private partial void LogServing(int process, string addresses);

    [LoggerMessage(LogLevel.Warning, "Gateway process {Process} serves {Addresses} and not {Missing}, which the "
        + "configuration names: end the process to have it started with the configured addresses")]
    private partial void LogOtherAddresses(int process, string addresses, string missing);
}
