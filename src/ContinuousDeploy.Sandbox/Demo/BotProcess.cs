using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ContinuousDeploy.Sandbox.Demo;

/// <summary>The bot as a process of its own, configured by its environment as anybody would configure it.</summary>
public sealed class BotProcess(BuiltPrograms programs, BotSettings settings, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    private Process? process;
    private Task log = Task.CompletedTask;

    private string LogFile => Path.Combine(settings.State.Bot, "bot.log");

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    /// <exception cref="DemoException">It ended, or was not ready in time; with the last lines of its log.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(programs.Bot)
        {
            WorkingDirectory = settings.State.Bot,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in settings.Environment(programs))
        {
            start.Environment[name] = value;
        }

        process = Process.Start(start) ?? throw new DemoException($"{programs.Bot} could not be started.");
        log = KeepLogAsync(process);

        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        var deadline = time.GetUtcNow() + StartDeadline;
        while (!await IsReadyAsync(client, cancellationToken))
        {
            if (process.HasExited)
            {
                throw await FailureAsync($"The bot ended at once with exit code {process.ExitCode}.");
            }

            if (time.GetUtcNow() > deadline)
            {
                throw await FailureAsync($"The bot was not ready within {StartDeadline.TotalSeconds:0} seconds.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);
        }
    }

    /// <summary>Ends it without warning, as a power failure would: SIGKILL, to this one process.</summary>
    public async Task KillAsync()
    {
        if (process is { HasExited: false })
        {
            process.Kill();
        }

        await EndedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            StartedProcesses.AskToStop(process);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), time);
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
            }
        }

        await EndedAsync();
    }

    private async Task EndedAsync()
    {
        if (process is not null)
        {
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
            process = null;
        }
    }

    private async Task<bool> IsReadyAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(settings.Url, "readyz"), cancellationToken);
            return answer.StatusCode is HttpStatusCode.OK;
        }
        // A bare SocketException where it dies in the moment the connection is made.
        catch (Exception silent) when (silent is HttpRequestException or SocketException)
        {
            return false;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task KeepLogAsync(Process started)
    {
        await using var file = new FileStream(LogFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        await using var lines = TextWriter.Synchronized(new StreamWriter(file) { AutoFlush = true });
        await Task.WhenAll(CopyAsync(started.StandardOutput, lines), CopyAsync(started.StandardError, lines));
    }

    private static async Task CopyAsync(StreamReader from, TextWriter to)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            await to.WriteLineAsync(line);
        }
    }

    /// <summary>A failure of the demo for which the bot's log is the place to look.</summary>
    public async Task<DemoException> FailureAsync(string what)
    {
        await Task.WhenAny(log, Task.Delay(TimeSpan.FromSeconds(1), time));
        var last = string.Join("\n", File.ReadLines(LogFile).TakeLast(20));
        return new DemoException($"{what} Its log is {LogFile}; the last lines are:\n{last}");
    }
}
