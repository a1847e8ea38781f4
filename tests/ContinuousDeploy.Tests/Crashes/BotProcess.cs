using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ContinuousDeploy.Sandbox.Demo;

namespace ContinuousDeploy.Tests.Crashes;

/// <summary>The real bot in a process of its own, started again whenever it has died.</summary>
internal sealed class BotProcess : IDisposable
{
    private readonly ProcessStartInfo start;
    private readonly HttpClient client = new() { Timeout = TimeSpan.FromMinutes(1) };
    private Process? process;

    private BotProcess(Dictionary<string, string?> configuration, Func<Uri, string[]> commandLine)
    {
        Address = new Uri($"http://127.0.0.1:{Ports.Free()}");
        client.BaseAddress = Address;
        var line = commandLine(Address);
        start = new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in configuration)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        start.Environment["Logging__LogLevel__Default"] = "Warning";
        start.Environment["Logging__LogLevel__Orleans"] = "Error";
        // It lives for seconds: counting what to optimise costs more than it brings, and so do guarding compiled code,
        // collecting beside the work, and threads that turn while they wait for more.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_TC_CallCounting"] = "0";
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0";
        // Where it is killed, a debugger's socket and pipes would stay behind in the folder of temporary files.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
    }

    /// <summary>Where it listens, in each of its lives.</summary>
    public Uri Address { get; }

    /// <summary>Its number, while it runs.</summary>
    public int Id => process!.Id;

    /// <summary>How often it was started.</summary>
    public int Lives { get; private set; }

    /// <summary>The bot with target and traffic outside of its process, which dies where the test says so.</summary>
    /// <param name="outside">Where the test listens.</param>
    /// <param name="before">A program that is to start it, with its arguments.</param>
    public static BotProcess Sample(
        Dictionary<string, string?> configuration, string outside, params string[] before) =>
        new(configuration, address => [.. before, Path.Combine(Folder, "SampleBot"), outside, address.ToString()]);

    /// <summary>The program as it is installed.</summary>
    public static BotProcess Installed(Dictionary<string, string?> configuration) =>
        new(configuration, address => [Path.Combine(AppContext.BaseDirectory, "ContinuousDeploy"), "--urls", address.ToString()]);

    /// <summary>What it says on standard error and output.</summary>
    public ConcurrentQueue<string> Said { get; } = new();

    /// <summary>Starts it where it does not run.</summary>
    public void Revive()
    {
        if (process is { HasExited: false })
        {
            return;
        }

        process?.Dispose();
        Lives++;
        process = Process.Start(start)!;
        var output = TestContext.Current.TestOutputHelper;
        var life = Lives;
        void Say(string? line)
        {
            Said.Enqueue(line ?? "");
            output?.WriteLine($"{life}: {line}");
        }

        process.OutputDataReceived += (_, line) => Say(line.Data);
        process.ErrorDataReceived += (_, line) => Say(line.Data);
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

    /// <summary>Asks it to end, as a supervisor does, and waits.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        using var signal = Process.Start("kill", ["-TERM", process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    /// <summary>Asks it for a page until it listens.</summary>
    public async Task<(HttpStatusCode Status, string Text)> GetAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
                return (answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
            }
            catch (Exception silent) when (IsSilence(silent) && process is { HasExited: false })
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
            }
        }
    }

    /// <summary>Whether it is up and has nothing to do.</summary>
    public async Task<bool> IsIdleAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetStringAsync(new Uri("idle", UriKind.Relative), cancellationToken) == "idle";
        }
        catch (Exception silent) when (IsSilence(silent)
            || (silent is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // It is down, or is still at work when the client's time is over.
            return false;
        }
    }

    // A bare SocketException where it dies in the moment the connection is made.
    private static bool IsSilence(Exception exception) => exception is HttpRequestException or SocketException;

    public void Dispose()
    {
        process?.Kill();
        process?.Dispose();
        client.Dispose();
    }

    /// <summary>Where the killed bot lies: beside the tests, or where it was compiled ahead of time for a long run.</summary>
    private static string Folder => Environment.GetEnvironmentVariable("CRASH_BOT") ?? AppContext.BaseDirectory;
}
