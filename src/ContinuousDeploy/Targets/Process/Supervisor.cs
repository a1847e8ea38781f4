using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Child = System.Diagnostics.Process;

namespace ContinuousDeploy.Targets.Process;

/// <summary>
/// A small process of its own beside each instance: this same program, started with <see cref="Argument"/>. It leads the
/// instance's session, so that the instance outlives the bot and can be stopped as a whole; it takes in what the instance
/// writes, and writes down how it ended.
/// </summary>
public static class Supervisor
{
    public const string Argument = "supervise";

    private const long LogCap = 4 * 1024 * 1024;

    // How long output is taken in after the instance has ended; whoever it left behind may hold the pipe open.
    private static readonly TimeSpan LastOutput = TimeSpan.FromSeconds(1);

    /// <summary>Reads the order from standard input, runs the instance to its end, and ends what it left behind.</summary>
    /// <returns>The exit code: 0, or 1 where there was no whole order. Does not return where something is left behind.</returns>
    public static async Task<int> RunAsync()
    {
        Posix.StartSession();
        if (await ReadOrderAsync() is not { } order)
        {
            return 1;
        }

        // Whatever pipe or terminal came with the bot is not to be held open by what outlives it.
        Posix.DetachStandardStreams();
        Posix.CloseInherited();
        // A stop signals the whole group. The instance answers it; this process stays to see how.
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => signal.Cancel = true);
        var exit = await RunAsync(order);
        await DurableFile.WriteAsync(
            new InstanceFolder(order.Folder).Exit,
            JsonSerializer.SerializeToUtf8Bytes(exit, ProcessJson.Default.ExitRecord),
            CancellationToken.None);
        Posix.Signal(-Environment.ProcessId, Posix.SignalKill);
        return 0;
    }

    // A bot that died in the middle of its sentence ordered nothing.
    private static async Task<LaunchOrder?> ReadOrderAsync()
    {
        await using var input = Console.OpenStandardInput();
        try
        {
            return await JsonSerializer.DeserializeAsync(input, ProcessJson.Default.LaunchOrder);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<ExitRecord> RunAsync(LaunchOrder order)
    {
        using var child = new Child { StartInfo = StartInfo(order) };
        try
        {
            child.Start();
        }
        catch (Win32Exception exception)
        {
            return new ExitRecord(null, exception.NativeErrorCode);
        }

        using var log = new CappedLog(new InstanceFolder(order.Folder).Log, LogCap);
        var output = Task.WhenAll(
            PumpAsync(child.StandardOutput.BaseStream, log), PumpAsync(child.StandardError.BaseStream, log));
        await child.WaitForExitAsync();
        await Task.WhenAny(output, Task.Delay(LastOutput, TimeProvider.System));
        return new ExitRecord(child.ExitCode, null);
    }

    private static ProcessStartInfo StartInfo(LaunchOrder order)
    {
        var start = new ProcessStartInfo(order.Program, order.Arguments)
        {
            WorkingDirectory = order.WorkingFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Clear();
        foreach (var (name, value) in order.Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static async Task PumpAsync(Stream output, CappedLog log)
    {
        var buffer = new byte[16 * 1024];
        while (await output.ReadAsync(buffer) is var read and > 0)
        {
            log.Write(buffer.AsSpan(0, read));
        }
    }
}
