using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Child = System.Diagnostics.Process;

namespace ContinuousDeploy.Targets.Process;

/// <summary>Starts a <see cref="Supervisor"/>.</summary>
internal static class SupervisorProcess
{
    /// <returns>The supervisor; the instance itself may not have begun yet.</returns>
    /// <exception cref="IOException">It could not be started, or was gone before it had its order.</exception>
    public static async Task<ProcessIdentity> StartAsync(LaunchOrder order, CancellationToken cancellationToken)
    {
        using var process = Start(order);
        try
        {
            var identity = ProcessTable.Identify(process.Id)
                ?? throw new IOException("The supervisor of an instance ended as soon as it was started.");
            await process.StandardInput.BaseStream.WriteAsync(
                JsonSerializer.SerializeToUtf8Bytes(order, ProcessJson.Default.LaunchOrder), cancellationToken);
            process.StandardInput.Close();
            return identity;
        }
        catch
        {
            process.Kill();
            throw;
        }
    }

    private static Child Start(LaunchOrder order)
    {
        var (program, arguments) = ThisProgram.With(Supervisor.Argument);
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = order.Folder,
            RedirectStandardInput = true,
            // Pipes of this process, so that the bot's own output is not given: the runtime keeps copies of what it was
            // given at its start, which cannot be closed from within, for as long as the instance lives.
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Clear();
        foreach (var (name, value) in Variables(order))
        {
            start.Environment[name] = value;
        }

        try
        {
            return Child.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new IOException($"The supervisor of an instance, '{program}', could not be started.", exception);
        }
    }

    private static Dictionary<string, string> Variables(LaunchOrder order)
    {
        var variables = InstanceEnvironment.Passed();
        variables["HOME"] = order.Folder;
        variables[InstanceEnvironment.Marker] = order.Folder;
        // One stands beside each instance for as long as that runs: it is to be small.
        variables["DOTNET_gcConcurrent"] = "0";
        variables["DOTNET_GCHeapHardLimit"] = "2000000";
        variables["DOTNET_EnableDiagnostics"] = "0";
        return variables;
    }
}
