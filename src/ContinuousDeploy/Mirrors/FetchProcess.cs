using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using ContinuousDeploy.Git;

namespace ContinuousDeploy.Mirrors;

/// <summary>A process that runs <see cref="FetchProgram"/>: one fetch at a time, and it can be killed in the middle.</summary>
internal sealed class FetchProcess : IAsyncDisposable
{
    // A machine's own certificates and proxies are given on; tokens and the bot's configuration are not.
    private static readonly string[] Inherited =
    [
        "PATH", "LANG", "TZ", "TMPDIR", "DOTNET_ROOT", "SSL_CERT_FILE", "SSL_CERT_DIR",
        "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy",
    ];

    private readonly Process process;

    private FetchProcess(Process process) => this.process = process;

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    /// <exception cref="IOException">It could not be started.</exception>
    public static FetchProcess Start()
    {
        var (program, arguments) = ThisProgram.With(FetchProgram.Argument);
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            // What it says when it breaks may repeat what a server sent: it is read, so that it can be written, and let go.
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Clear();
        foreach (var (name, value) in Variables())
        {
            start.Environment[name] = value;
        }

        try
        {
            var process = Process.Start(start)!;
            process.BeginErrorReadLine();
            return new FetchProcess(process);
        }
        catch (Win32Exception exception)
        {
            throw new IOException($"The process for fetches, '{program}', could not be started.", exception);
        }
    }

    /// <summary>Does one fetch. After an exception the process is good for nothing more than to be disposed of.</summary>
    /// <exception cref="IOException">It ended before it answered.</exception>
    /// <exception cref="OperationCanceledException">It was killed, because the caller gave up.</exception>
    public async Task<FetchOutcome> RunAsync(FetchOrder order, CancellationToken cancellationToken)
    {
        using var end = cancellationToken.Register(process.Kill);
        var line = await AskAsync(order, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return Parse(line) ?? throw new IOException("The process for fetches ended before it answered.");
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task<string?> AskAsync(FetchOrder order, CancellationToken cancellationToken)
    {
        try
        {
            var input = process.StandardInput.BaseStream;
            await input.WriteAsync(
                JsonSerializer.SerializeToUtf8Bytes(order, FetchJson.Default.FetchOrder), CancellationToken.None);
            await input.WriteAsync("\n"u8.ToArray(), CancellationToken.None);
            await input.FlushAsync(CancellationToken.None);
            return await process.StandardOutput.ReadLineAsync(CancellationToken.None);
        }
        catch (IOException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    // Where it was killed in the middle of its sentence it said nothing.
    private static FetchOutcome? Parse(string? line)
    {
        try
        {
            return line is null ? null : JsonSerializer.Deserialize(line, FetchJson.Default.FetchAnswer)?.ToOutcome();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DOTNET_gcConcurrent"] = "0",
            ["DOTNET_EnableDiagnostics"] = "0",
        };
        foreach (var name in Inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                variables[name] = value;
            }
        }

        return variables;
    }
}
