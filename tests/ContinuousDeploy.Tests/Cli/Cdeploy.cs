using System.Diagnostics;

namespace ContinuousDeploy.Tests.Cli;

/// <summary>Runs the built program as a user does, as a process of its own.</summary>
public static class Cdeploy
{
    /// <summary>What a run printed, and how it ended.</summary>
    public sealed record Run(int Code, string Output, string Error)
    {
        /// <summary>Both streams and the code, for a snapshot.</summary>
        public override string ToString() =>
            $"{Output}{(Error.Length == 0 ? "" : $"stderr:\n{Error}")}exit code: {Code}\n";
    }

    public static Task<Run> RunAsync(params string[] arguments) =>
        RunInAsync(AppContext.BaseDirectory, null, arguments);

    /// <param name="folder">The working directory.</param>
    /// <param name="home">The user's home folder, or null for one without anything in it.</param>
    public static async Task<Run> RunInAsync(string folder, string? home, params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "cdeploy.exe" : "cdeploy");
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = home ?? Path.GetTempPath();
        start.Environment["XDG_CONFIG_HOME"] = home ?? Path.GetTempPath();
        using var process = Process.Start(start)!;
        var cancellation = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return new Run(process.ExitCode, await output, await error);
    }
}
