using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ContinuousDeploy.Sandbox.Demo;

namespace ContinuousDeploy.Tests.Evidence;

/// <summary>Microsoft's emulator of Azure Storage as a process on a free port, with its files in a temporary folder.</summary>
internal sealed class Azurite : IAsyncDisposable
{
    // The emulator's account and key are public: "Use the Azurite emulator for local Azure Storage development".
    private const string Account = "devstoreaccount1";
    private const string Key =
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly Process process;
    private readonly string folder;
    private readonly int port;

    private Azurite(Process process, string folder, int port)
    {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};"
        + $"BlobEndpoint=http://127.0.0.1:{port}/{Account};";

    /// <summary>Starts it, or skips the test where node or the package is missing.</summary>
    public static async Task<Azurite> StartAsync()
    {
        var script = Find();
        Assert.SkipWhen(script is null, "The npm package azurite is not in tests/node_modules: run npm ci --prefix tests.");
        var port = Ports.Free();
        var folder = Directory.CreateTempSubdirectory("continuous-deploy-").FullName;
        string[] arguments =
        [
            script!, "--blobHost", "127.0.0.1", "--blobPort", $"{port}", "--location", folder, "--silent",
            "--disableTelemetry",
        ];
        var process = Start(arguments);
        Assert.SkipWhen(process is null, "node is not installed.");
        var azurite = new Azurite(process!, folder, port);
        await azurite.ListensAsync();
        return azurite;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static string? Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null)
        {
            var script = Path.Combine(folder.FullName, "tests", "node_modules", "azurite", "dist", "src", "blob", "main.js");
            if (File.Exists(script))
            {
                return script;
            }

            folder = folder.Parent;
        }

        return null;
    }

    private static Process? Start(string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private async Task ListensAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
        while (true)
        {
            Assert.False(process.HasExited, "Azurite ended as soon as it was started.");
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, limit.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
            }
        }
    }
}
