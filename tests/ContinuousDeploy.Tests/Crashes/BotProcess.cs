using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ContinuousDeploy.Tests.Crashes;

/// <summary>The real bot in a process of its own, started again whenever it has died.</summary>
internal sealed class BotProcess : IDisposable
{
    private readonly Dictionary<string, string?> configuration;
    private readonly string outside;
    private readonly HttpClient client = new() { Timeout = TimeSpan.FromMinutes(1) };
    private Process? process;

    public BotProcess(Dictionary<string, string?> configuration, string outside)
    {
        this.configuration = configuration;
        this.outside = outside;
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        client.BaseAddress = Address;
    }

    /// <summary>Where it listens, in each of its lives.</summary>
    public Uri Address { get; }

    /// <summary>How often it was started.</summary>
    public int Lives { get; private set; }

    /// <summary>Starts it where it does not run.</summary>
    public void Revive()
    {
        if (process is { HasExited: false })
        {
            return;
        }

        process?.Dispose();
        Lives++;
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "SampleBot"))
        {
            ArgumentList = { outside, Address.ToString() },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in configuration)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        start.Environment["Logging__LogLevel__Default"] = "Warning";
        process = Process.Start(start)!;
        var output = TestContext.Current.TestOutputHelper;
        var life = Lives;
        process.OutputDataReceived += (_, line) => output?.WriteLine($"{life}: {line.Data}");
        process.ErrorDataReceived += (_, line) => output?.WriteLine($"{life}: {line.Data}");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Ends it with SIGKILL.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        if (process is not null)
        {
            process.Kill();
            await process.WaitForExitAsync(cancellationToken);
        }
    }

    /// <summary>Whether it is up and has nothing to do.</summary>
    public async Task<bool> IsIdleAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetStringAsync(new Uri("idle", UriKind.Relative), cancellationToken) == "idle";
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        process?.Kill();
        process?.Dispose();
        client.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
