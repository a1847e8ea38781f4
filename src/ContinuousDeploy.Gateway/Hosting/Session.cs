using System.Runtime.InteropServices;

namespace ContinuousDeploy.Gateway.Hosting;

/// <summary>Leaves the session of the program that started this one (setsid(2)).</summary>
public static class Session
{
    /// <summary>
    /// From here on neither Ctrl+C in that program's terminal nor the terminal's end reaches this process. A process
    /// that leads its session already stays as it is.
    /// </summary>
    public static void Leave()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = NewSession();
        }
    }

    [DllImport("libc", EntryPoint = "setsid")]
    private static extern int NewSession();
}
