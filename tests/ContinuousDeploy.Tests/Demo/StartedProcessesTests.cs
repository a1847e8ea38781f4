using System.Diagnostics;
using ContinuousDeploy.Sandbox.Demo;

namespace ContinuousDeploy.Tests.Demo;

public sealed class StartedProcessesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task What_has_its_home_in_the_run_is_ended_and_nothing_else()
    {
        using var ours = Sleeper(home: folder.In("instances"), arguments: "600");
        using var stubborn = Stubborn(home: folder.In("bot"));
        using var elsewhere = Sleeper(home: $"{folder.Path}-of-somebody-else", arguments: "600");
        try
        {
            await StartedProcesses.EndAsync(folder.Path, TimeProvider.System);

            Assert.True(ours.WaitForExit(TimeSpan.FromSeconds(10)));
            Assert.True(stubborn.WaitForExit(TimeSpan.FromSeconds(10)));
            Assert.False(elsewhere.HasExited);
        }
        finally
        {
            elsewhere.Kill();
        }
    }

    public void Dispose() => folder.Dispose();

    private static Process Sleeper(string home, string arguments) =>
        Process.Start(new ProcessStartInfo("sleep", arguments) { Environment = { ["HOME"] = home } })!;

    private static Process Stubborn(string home)
    {
        var process = Process.Start(new ProcessStartInfo("sh")
        {
            ArgumentList = { "-c", "trap '' TERM; echo deaf; while :; do sleep 1; done" },
            Environment = { ["HOME"] = home },
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("deaf", process.StandardOutput.ReadLine());
        return process;
    }
}
