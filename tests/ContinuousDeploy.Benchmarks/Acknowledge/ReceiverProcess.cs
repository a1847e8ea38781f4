using System.Diagnostics;
using ContinuousDeploy.Stages;

namespace ContinuousDeploy.Benchmarks.Acknowledge;

/// <summary>Receiver, ledger and pump in a process of their own: this program, with <c>ack serve</c>.</summary>
public sealed class ReceiverProcess : IDisposable
{
    public const string Argument = "serve";

    private readonly Process process;

    private ReceiverProcess(Process process, int port)
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

    /// <exception cref="InvalidOperationException">It ended instead; its standard error says why.</exception>
    public static async Task<ReceiverProcess> StartAsync(string ledger, CancellationToken cancellationToken)
    {
        var process = Begin(ledger);
        var line = await process.StandardOutput.ReadLineAsync(cancellationToken);
        return line is null
            ? throw new InvalidOperationException($"The receiver of {ledger} did not start; see its standard error.")
            : new ReceiverProcess(process, new Uri(line).Port);
    }

    /// <summary>Starts it and kills it a while later, wherever it has come to: in opening its ledger, most likely.</summary>
    public static async Task KillWhileStartingAsync(string ledger, TimeSpan after, CancellationToken cancellationToken)
    {
        using var process = Begin(ledger);
        await Task.Delay(after, TimeProvider.System, cancellationToken);
        process.Kill();
        await process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Ends it with SIGKILL, as a lack of memory does: nothing of it runs any more, nothing is flushed.</summary>
    public void Kill() => process.Kill();

    /// <summary>Waits until it is gone.</summary>
    public Task WhenGoneAsync(CancellationToken cancellationToken) => process.WaitForExitAsync(cancellationToken);

    /// <summary>Ends it as an operator does and waits until its ledger is closed.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellationToken);
    }

    public void Dispose()
    {
        process.Kill();
        process.Dispose();
    }

    /// <summary>The other side: serves until its standard input ends.</summary>
    public static async Task ServeAsync(string ledger, CancellationToken cancellationToken)
    {
        await using var application = BareReceiver.Build(ledger, new TakesAll());
        await application.StartAsync(cancellationToken);
        Console.WriteLine(application.Urls.Single());
        await Console.In.ReadToEndAsync(cancellationToken);
        await application.StopAsync(cancellationToken);
    }

    // By name: a test that uses this class runs in a program of another name, with this one beside it.
    private static Process Begin(string ledger) => Process.Start(
        new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "ContinuousDeploy.Benchmarks"))
        {
            ArgumentList = { "ack", Argument, ledger },
            // A debugger's socket and pipes would stay behind where it is killed.
            Environment = { ["DOTNET_EnableDiagnostics"] = "0" },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;

    /// <summary>A handler that does nothing, as the peer's does.</summary>
    private sealed class TakesAll : IRepositoryEvents
    {
        public Task HandleAsync(RepositoryEvent hint, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
