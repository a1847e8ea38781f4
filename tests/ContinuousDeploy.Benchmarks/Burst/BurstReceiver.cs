using System.Diagnostics;
using ContinuousDeploy.Benchmarks.Acknowledge;
using ContinuousDeploy.Stages;
using Microsoft.Extensions.DependencyInjection;

namespace ContinuousDeploy.Benchmarks.Burst;

/// <summary>
/// Receiver, ledger and pump in a process of their own: this program again, with <c>burst serve</c>. It reads orders, one
/// a line, and answers each with one.
/// </summary>
internal sealed class BurstReceiver : IDisposable
{
    public const string Argument = "serve";

    private const string Hold = "hold";
    private const string Release = "release";
    private const string Measure = "measure";

    private readonly Process process;

    private BurstReceiver(Process process, int port)
    {
        this.process = process;
        Port = port;
    }

    public int Port { get; }

    public static async Task<BurstReceiver> StartAsync(string ledger, CancellationToken cancellationToken)
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { "burst", Argument, ledger },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var line = await process.StandardOutput.ReadLineAsync(cancellationToken);
        return new BurstReceiver(process, new Uri(line!).Port);
    }

    /// <summary>From now on nothing that was stored is worked off.</summary>
    public Task HoldAsync(CancellationToken cancellationToken) => OrderAsync(Hold, cancellationToken);

    /// <summary>Works everything off.</summary>
    public Task ReleaseAsync(CancellationToken cancellationToken) => OrderAsync(Release, cancellationToken);

    public async Task<MemoryReading> MeasureAsync(CancellationToken cancellationToken) =>
        MemoryReading.Parse(await OrderAsync(Measure, cancellationToken));

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    /// <summary>The other side: serves until its standard input ends.</summary>
    public static async Task ServeAsync(string ledger, CancellationToken cancellationToken)
    {
        var gate = new Gate();
        await using var application = BareReceiver.Build(ledger, gate);
        await application.StartAsync(cancellationToken);
        Console.WriteLine(application.Urls.Single());
        using var peak = new HeapPeak();
        while (await Console.In.ReadLineAsync(cancellationToken) is { } order)
        {
            switch (order)
            {
                case Hold:
                    gate.Close();
                    break;
                case Release:
                    gate.Open();
                    await application.Services.GetRequiredService<WorkInProgress>().WhenIdleAsync(cancellationToken);
                    break;
                default:
                    break;
            }

            Console.WriteLine(order == Measure ? MemoryReading.Now(peak.Bytes).ToString() : "done");
        }

        await application.StopAsync(cancellationToken);
    }

    private async Task<string> OrderAsync(string order, CancellationToken cancellationToken)
    {
        await process.StandardInput.WriteLineAsync(order.AsMemory(), cancellationToken);
        await process.StandardInput.FlushAsync(cancellationToken);
        return await process.StandardOutput.ReadLineAsync(cancellationToken)
            ?? throw new IOException("The receiver has ended.");
    }

    /// <summary>A repository that can be kept from getting on, as an outage of GitHub does.</summary>
    private sealed class Gate : IRepositoryEvents
    {
        private TaskCompletionSource open = Opened();

        public Task HandleAsync(RepositoryEvent hint, CancellationToken cancellationToken) =>
            open.Task.WaitAsync(cancellationToken);

        public void Close() => open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Open() => open.TrySetResult();

        private static TaskCompletionSource Opened()
        {
            var opened = new TaskCompletionSource();
            opened.SetResult();
            return opened;
        }
    }
}
