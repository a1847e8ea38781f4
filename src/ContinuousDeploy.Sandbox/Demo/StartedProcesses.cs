using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ContinuousDeploy.Sandbox.Demo;

/// <summary>
/// The processes of one run. The gateway and the instances outlive the bot on purpose, so somebody must end them when
/// the demo ends. The bot is started with a home folder inside the run's own, and so is whatever it starts: no process
/// of anybody else has its home there.
/// </summary>
public static partial class StartedProcesses
{
    private const string Mark = "HOME=";
    private const int Kill = 9;
    private const int Terminate = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The ids of the processes that belong to a state folder.</summary>
    public static IReadOnlyList<int> Of(string stateFolder)
    {
        var prefix = stateFolder + Path.DirectorySeparatorChar;
        return [.. Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && id != Environment.ProcessId && IsMarked(id, prefix))];
    }

    /// <summary>Asks them to stop, waits a few seconds, and kills what is left.</summary>
    public static async Task EndAsync(string stateFolder, TimeProvider time)
    {
        Signal(Of(stateFolder), Terminate);
        var deadline = time.GetUtcNow() + Patience;
        while (Of(stateFolder) is { Count: > 0 } left)
        {
            if (time.GetUtcNow() >= deadline)
            {
                Signal(left, Kill);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), time, CancellationToken.None);
        }
    }

    /// <summary>Asks one process to stop: SIGTERM.</summary>
    public static void AskToStop(Process process) => Signal([process.Id], Terminate);

    private static bool IsMarked(int id, string prefix)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/environ").Split('\0')
                .Any(variable => variable.StartsWith(Mark + prefix, StringComparison.Ordinal));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It ended while we looked, or belongs to somebody else.
            return false;
        }
    }

    private static void Signal(IEnumerable<int> processes, int signal)
    {
        foreach (var process in processes)
        {
            _ = SendSignal(process, signal);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
