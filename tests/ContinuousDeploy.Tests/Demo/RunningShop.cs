using System.Diagnostics;
using System.Text.RegularExpressions;
using ContinuousDeploy.Sandbox.Demo;

namespace ContinuousDeploy.Tests.Demo;

/// <summary>One version of the storefront, unpacked from its artifact and started as a process.</summary>
public sealed partial class RunningShop : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();

    private RunningShop(string version)
    {
        var artifact = ArtifactPacker.PackAll(BuiltPrograms.Find().Storefront, folder.In("artifacts"))
            .Single(packed => packed.Version.Version == version);
        Directory.CreateDirectory(folder.In("unpacked"));
        Unpack(artifact.File, folder.In("unpacked"));
        Process = Process.Start(new ProcessStartInfo(folder.In("unpacked/storefront"))
        {
            Environment = { ["PORT"] = "0", ["ENVIRONMENT"] = "test" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    public Process Process { get; }

    public HttpClient Client { get; } = new();

    /// <summary>Starts a version that is expected to listen.</summary>
    public static async Task<RunningShop> ListeningAsync(string version)
    {
        var shop = new RunningShop(version);
        var line = await shop.Process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        shop.Client.BaseAddress = new Uri(Address().Match(line ?? "").Value);
        return shop;
    }

    /// <summary>Starts a version and waits for its end.</summary>
    public static async Task<RunningShop> EndedAsync(string version)
    {
        var shop = new RunningShop(version);
        await shop.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return shop;
    }

    public async ValueTask DisposeAsync()
    {
        Process.Kill();
        await Process.WaitForExitAsync(CancellationToken.None);
        Process.Dispose();
        Client.Dispose();
        folder.Dispose();
    }

    // By a process of its own: what another test starts meanwhile would hold a file that this process writes for a moment,
    // and a program that somebody may write cannot be executed (execve(2), ETXTBSY).
    private static void Unpack(string archive, string into)
    {
        using var tar = Process.Start("tar", ["-xzf", archive, "-C", into]);
        tar.WaitForExit();
        Assert.Equal(0, tar.ExitCode);
    }

    [GeneratedRegex("http://[0-9.:]+", RegexOptions.NonBacktracking)]
    private static partial Regex Address();
}
