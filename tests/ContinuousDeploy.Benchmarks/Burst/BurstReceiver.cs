using ContinuousDeploy.Benchmarks.Acknowledge;
using ContinuousDeploy.Stages;
using Microsoft.Extensions.DependencyInjection;

namespace ContinuousDeploy.Benchmarks.Burst;

/// <summary>
/// Receiver, ledger and pump in a process of their own: this program again, with <c>burst serve</c>.
/// </summary>
internal sealed class BurstReceiver : IDisposable
{
    public const string Argument = "serve";

    private const string Hold = "hold";
    private const string Release = "release";
    private const string Measure = "measure";

    private readonly OrderedProcess process;

    private BurstReceiver(OrderedProcess process) => this.process = process;

    public int Port => process.Address.Port;

    public static async Task<BurstReceiver> StartAsync(string ledger, CancellationToken cancellationToken) =>
        new(await OrderedProcess.StartAsync(
            ["burst", Argument, ledger], new Dictionary<string, string?>(), cancellationToken));

    /// <summary>From now on nothing that was stored is worked off.</summary>
    public Task HoldAsync(CancellationToken cancellationToken) => process.OrderAsync(Hold, cancellationToken);

    /// <summary>Works everything off.</summary>
    public Task ReleaseAsync(CancellationToken cancellationToken) => process.OrderAsync(Release, cancellationToken);

    public async Task<MemoryReading> MeasureAsync(CancellationToken cancellationToken) =>
        MemoryReading.Parse(await process.OrderAsync(Measure, cancellationToken));

    public void Dispose() => process.Dispose();

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
