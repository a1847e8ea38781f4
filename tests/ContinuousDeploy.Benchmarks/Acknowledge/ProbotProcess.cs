using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace ContinuousDeploy.Benchmarks.Acknowledge;

/// <summary>The peer: Probot, with one handler that does nothing. It stores nothing.</summary>
public sealed class ProbotProcess : IDisposable
{
    public const string Version = "14.3.2";

    private const string Program =
        """
        import { createServer } from "node:http";
        import { createNodeMiddleware, createProbot } from "probot";

        const { KEY: privateKey, SECRET: secret } = process.env;
        const probot = createProbot({ overrides: { appId: 1, privateKey, secret, logLevel: "fatal" } });
        const middleware = await createNodeMiddleware((app) => { app.on("push", async () => {}); }, { probot });
        const server = createServer((request, response) => middleware(request, response));
        server.listen(0, "127.0.0.1", () => console.log(server.address().port));
        """;

    private readonly Process process;

    private ProbotProcess(Process process, int port)
    {
        this.process = process;
        Port = port;
    }

    public int Port { get; }

    /// <summary>What the process has used of the processors so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <returns>Null where node or npm is missing, or the package cannot be fetched.</returns>
    public static async Task<ProbotProcess?> StartAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(
            Path.Combine(Path.GetTempPath(), $"continuous-deploy-benchmarks-probot-{Version}")).FullName;
        if (!await InstalledAsync(folder, cancellationToken))
        {
            return null;
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "app.mjs"), Program, cancellationToken);
        using var key = RSA.Create(2048);
        var process = Process.Start(new ProcessStartInfo("node")
        {
            ArgumentList = { "app.mjs" },
            WorkingDirectory = folder,
            Environment =
            {
                ["NODE_ENV"] = "production",
                ["KEY"] = key.ExportRSAPrivateKeyPem(),
                ["SECRET"] = SignedPush.Secret,
            },
            RedirectStandardOutput = true,
        })!;
        var line = await process.StandardOutput.ReadLineAsync(cancellationToken);
        return new ProbotProcess(process, int.Parse(line!, CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        process.Kill();
        process.Dispose();
    }

    private static async Task<bool> InstalledAsync(string folder, CancellationToken cancellationToken)
    {
        if (Directory.Exists(Path.Combine(folder, "node_modules", "probot")))
        {
            return true;
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "package.json"), "{}", cancellationToken);
        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm")
            {
                ArgumentList = { "install", "--no-audit", "--no-fund", "--ignore-scripts", $"probot@{Version}" },
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
            })!;
            await npm.StandardOutput.ReadToEndAsync(cancellationToken);
            await npm.WaitForExitAsync(cancellationToken);
            return npm.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
