using System.Globalization;
using System.Runtime.InteropServices;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Traffic;
using ContinuousDeploy.Traffic;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ContinuousDeploy.Tests.Gateway;

/// <summary>A real gateway process in a folder of its own, and the bot's side of it.</summary>
public sealed class RunningGateway : IAsyncDisposable
{
    public static readonly StageId Production = new(7, "production", "storefront");
    public static readonly Uri ProductionUrl = new("http://shop.example");

    private RunningGateway(string folder, TimeProvider time)
    {
        Options = new GatewayOptions { Folder = folder, Listen = ["http://127.0.0.1:0"], Program = Program };
        Socket = new GatewaySocket(Microsoft.Extensions.Options.Options.Create(Options), time);
        Process = NewProcess(time);
        Traffic = new GatewayTraffic(Socket);
    }

    /// <summary>The gateway as it was built for this test run.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "ContinuousDeploy.Gateway");

    public GatewayOptions Options { get; }

    public GatewaySocket Socket { get; }

    public GatewayProcess Process { get; }

    public ITraffic Traffic { get; }

    /// <summary>The gateway's process as it was last started or found.</summary>
    public GatewayHealth Health { get; private set; } = new(0, [], 0);

    /// <summary>Where users come in.</summary>
    public Uri Address => new(Health.Listen[0]);

    public string FilePath(string name) => Path.Combine(Options.Folder, name);

    /// <summary>A folder for a gateway that does not run yet.</summary>
    public static RunningGateway NotStarted(TimeProvider? time = null) =>
        new(Directory.CreateTempSubdirectory("gateway-").FullName, time ?? TimeProvider.System);

    public static async Task<RunningGateway> StartAsync(TimeProvider? time = null)
    {
        var gateway = NotStarted(time);
        await gateway.EnsureAsync();
        return gateway;
    }

    /// <summary>What the bot does at every reconcile.</summary>
    public async Task EnsureAsync() => Health = await Process.EnsureAsync(TestContext.Current.CancellationToken);

    /// <summary>Another bot on the same folder.</summary>
    public GatewayProcess NewProcess(TimeProvider time) => new(
        new OptionsWrapper<GatewayOptions>(Options), Socket, time, NullLogger<GatewayProcess>.Instance);

    /// <summary>A user who keeps connections open. The Host header says which application is meant.</summary>
    public HttpClient User(string host = "shop.example")
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Host = host;
        return client;
    }

    public Task<MoveOutcome> MoveAsync(Instance instance, long fence = 1) => Traffic.MoveAsync(
        new TrafficMove(Production, ProductionUrl, instance.Name, instance.Address, fence),
        TestContext.Current.CancellationToken);

    public Task<long> InFlightAsync(string instance) =>
        Traffic.InFlightAsync(Production, instance, TestContext.Current.CancellationToken);

    /// <summary>Asks until nothing is under way to the instance.</summary>
    public async Task DrainedAsync(string instance)
    {
        while (await InFlightAsync(instance) > 0)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    public void Signal(PosixSignalNumber signal) => _ = Kill(Health.Process, (int)signal);

    public async Task KillAsync()
    {
        using var process = System.Diagnostics.Process.GetProcessById(Health.Process);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Field <paramref name="number"/> of proc(5)'s <c>stat</c> of the gateway.</summary>
    public string Stat(int number)
    {
        var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{Health.Process}/stat"));
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[number - 3];
    }

    public ValueTask DisposeAsync()
    {
        if (ProcessStamp.TryParse(ReadProcessFile(), out var stamp))
        {
            using var process = System.Diagnostics.Process.GetProcessById(stamp.Process);
            process.Kill();
            process.WaitForExit();
        }

        Process.Dispose();
        Socket.Dispose();
        Directory.Delete(Options.Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    // Only a process that still is the gateway is ended.
    private string ReadProcessFile()
    {
        var file = FilePath(GatewayLayout.ProcessFile);
        var text = File.Exists(file) ? File.ReadAllText(file) : "";
        return ProcessStamp.TryParse(text, out var stamp)
            && File.Exists($"/proc/{stamp.Process}/stat")
            && ProcessStamp.TryParseStat(stamp.Process, File.ReadAllText($"/proc/{stamp.Process}/stat"), out var now)
            && now == stamp
                ? text
                : "";
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}

/// <summary>The numbers of signal(7) on Linux.</summary>
public enum PosixSignalNumber
{
    Terminate = 15,
    Stop = 19,
    Continue = 18,
}
