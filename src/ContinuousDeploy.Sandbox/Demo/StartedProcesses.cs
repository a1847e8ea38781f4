using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ContinuousDeploy.Sandbox.Demo;

/// <summary>
/// The processes of one run. The gateway and the instances outlive the bot on purpose, so somebody must end them when the
/// demo ends: whatever was started with one of the run's own folders in its environment is the run's own.
/// </summary>
public static partial class StartedProcesses
{
    // Variables that the bot's configuration or the target sets, never a person's shell: a shell that merely stands in
    // the folder is not ours to end.
    private static readonly string[] Marks = ["Gateway__Folder=", "Targets__local__Folder=", "HOME="];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The ids of the processes that belong to a state folder.</summary>
    public static IReadOnlyList<int> Of(string stateFolder) =>
        [.. Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && id != Environment.ProcessId && IsMarked(id, stateFolder + Path.DirectorySeparatorChar))];

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
            return File.ReadAllText($"/proc/{id}/environ").Split('\0').Any(variable => Marks.Any(mark =>
                variable.StartsWith(mark, StringComparison.Ordinal)
                && variable.AsSpan(mark.Length).StartsWith(prefix, StringComparison.Ordinal)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It ended while we looked, or belongs to somebody else.
            return false;
        }
    }

    private const int Terminate = 15;
    private const int Kill = 9;

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
