using System.Diagnostics;
using System.Text.Json;

namespace ContinuousDeploy.EndToEnd;

/// <summary>The main job as the README promises it: real processes, real Git, a real proxy, users all the while.</summary>
public sealed class StoryTests
{
    [Fact]
    public async Task The_story_comes_true()
    {
        var (exitCode, output) = await RunAsync("--story");

        Assert.True(exitCode == 0, output);
        using var line = JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]);
        Assert.True(line.RootElement.GetProperty("passed").GetBoolean());
        Assert.Equal(0, line.RootElement.GetProperty("failedRequests").GetInt64());
        Assert.True(line.RootElement.GetProperty("requests").GetInt64() > 0);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string argument)
    {
        var program = Path.Combine(BinFolder, "ContinuousDeploy.Sandbox", Configuration, "ContinuousDeploy.Sandbox.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, argument])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var cancellation = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, await output + await errors);
    }

    /// <summary><c>artifacts/bin/PROJECT/CONFIGURATION/</c>: where this test's own program was built.</summary>
    private static DirectoryInfo Own => new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    private static string Configuration => Own.Name;

    private static string BinFolder => Own.Parent!.Parent!.FullName;
}
