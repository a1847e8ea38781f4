using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace ContinuousDeploy.Testing.Cluster;

/// <summary>One bot as a process of its own, with what it says.</summary>
public sealed class ClusterNode : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task reading;

    private ClusterNode(Process process, Action<ClusterNode, string> heard)
    {
        this.process = process;
        reading = Task.WhenAll(ReadAsync(process.StandardOutput, heard), ReadAsync(process.StandardError, heard));
    }

    /// <summary>All that it has said, line by line.</summary>
    public ConcurrentQueue<string> Lines { get; } = new();

    /// <param name="heard">Is told every line, as it comes.</param>
    public static ClusterNode Start(
        string program, IReadOnlyDictionary<string, string> environment, Action<ClusterNode, string> heard)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = environment["HOME"],
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new ClusterNode(Process.Start(start)!, heard);
    }

    /// <summary>SIGKILL: it ends without a word.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>SIGSTOP: it does nothing more, and its connections stay open.</summary>
    public Task HangAsync() => SignalAsync("STOP");

    /// <summary>SIGCONT: it goes on in the middle of whatever it did, and knows nothing of the time between.</summary>
    public Task GoOnAsync() => SignalAsync("CONT");

    /// <exception cref="TimeoutException">It goes on for two minutes.</exception>
    public Task EndedAsync(CancellationToken cancellationToken) =>
        process.WaitForExitAsync(cancellationToken).WaitAsync(TimeSpan.FromMinutes(2), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        await reading;
        process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-s", signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        if (kill.ExitCode != 0)
        {
            throw new InvalidOperationException($"kill -s {signal} ended with {kill.ExitCode}.");
        }
    }

    private async Task ReadAsync(StreamReader from, Action<ClusterNode, string> heard)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            Lines.Enqueue(line);
            heard(this, line);
        }
    }
}
