using System.Diagnostics;
using System.Globalization;

namespace ContinuousDeploy.Tests.Targets;

internal static class Eventually
{
    /// <summary>Asks until it is so; what never comes ends with the test's own time limit.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3), TimeProvider.System);
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, limit.Token);
        }
    }
}

/// <summary>A process that is held still until disposed.</summary>
internal sealed class Frozen : IDisposable
{
    private readonly int process;

    private Frozen(int process) => this.process = process;

    public static Frozen Process(int process)
    {
        Signal("-STOP", process);
        // The signal is sent; each of its threads stops at its own next moment (proc_pid_stat(5): T, stopped).
        SpinWait.SpinUntil(() => Directory.GetDirectories($"/proc/{process}/task").All(IsStopped));
        return new Frozen(process);
    }

    public void Dispose() => Signal("-CONT", process);

    private static bool IsStopped(string thread)
    {
        var status = File.ReadAllText(Path.Combine(thread, "stat"));
        return status[status.LastIndexOf(')') + 2] == 'T';
    }

    private static void Signal(string signal, int process)
    {
        using var kill = System.Diagnostics.Process.Start(
            new ProcessStartInfo("kill", [signal, process.ToString(CultureInfo.InvariantCulture)]))!;
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}
