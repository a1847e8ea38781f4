using System.Text;
using ContinuousDeploy.Core.Traffic;

namespace ContinuousDeploy.Gateway.Hosting;

/// <summary>
/// The gateway's folder, held by one gateway at a time and readable by its user only: who can write in it decides where
/// users go.
/// </summary>
public sealed class GatewayFolder : IDisposable
{
    private readonly string processFile;
    private readonly FileStream held;

    private GatewayFolder(string folder, FileStream held)
    {
        processFile = Path.Combine(folder, GatewayLayout.ProcessFile);
        this.held = held;
    }

    /// <summary>Takes the folder, and makes it where it is missing.</summary>
    /// <exception cref="IOException">Another gateway holds the folder, or its path is too long.</exception>
    public static GatewayFolder Take(GatewayArguments arguments)
    {
        var bytes = Encoding.UTF8.GetByteCount(arguments.Socket);
        if (bytes > GatewayLayout.LongestSocketPath)
        {
            throw new IOException(
                $"{arguments.Socket} has {bytes} bytes, and a socket's path at most {GatewayLayout.LongestSocketPath}. "
                + "Choose a folder with a shorter path.");
        }

        Directory.CreateDirectory(arguments.Folder);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                arguments.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var held = Lock(arguments.Folder);
        // What a gateway that was killed left behind would keep the address taken.
        File.Delete(arguments.Socket);
        var folder = new GatewayFolder(arguments.Folder, held);
        File.WriteAllText(folder.processFile, OwnStamp().ToString());
        return folder;
    }

    public void Dispose()
    {
        File.Delete(processFile);
        held.Dispose();
    }

    private static FileStream Lock(string folder)
    {
        try
        {
            return new FileStream(
                Path.Combine(folder, GatewayLayout.LockFile), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (IOException error)
        {
            throw new IOException(
                $"Another gateway holds {folder}. Two would overwrite each other's routes: use another folder. "
                + $"({error.Message})",
                error);
        }
    }

    private static ProcessStamp OwnStamp()
    {
        var id = Environment.ProcessId;
        return OperatingSystem.IsLinux()
            && ProcessStamp.TryParseStat(id, File.ReadAllText($"/proc/{id}/stat"), out var stamp)
                ? stamp
                : new ProcessStamp(id, Started: 0);
    }
}
