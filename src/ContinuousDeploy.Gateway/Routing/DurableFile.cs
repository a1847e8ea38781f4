using System.Runtime.InteropServices;

namespace ContinuousDeploy.Gateway.Routing;

/// <summary>Replaces a file so that a crash at any moment leaves the old one or the new one, whole.</summary>
public static class DurableFile
{
    /// <summary>Writes the new file and keeps the one before under another name in the same folder.</summary>
    /// <exception cref="IOException">The disk refused; the file under one of the two names is the old one.</exception>
    public static void Replace(string path, string previous, ReadOnlySpan<byte> content)
    {
        var draft = path + ".new";
        using (var stream = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        if (File.Exists(path))
        {
            File.Move(path, previous, overwrite: true);
        }

        File.Move(draft, path, overwrite: true);
        FlushFolder(Path.GetDirectoryName(path)!);
    }

    // A rename is durable only when its folder is (fsync(2)); the class library has no call for it.
    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(folder, flags: 0);
        if (descriptor < 0)
        {
            throw Failure(folder);
        }

        try
        {
            if (Flush(descriptor) != 0)
            {
                throw Failure(folder);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failure(string folder) =>
        new($"The folder {folder} could not be flushed to disk: {Marshal.GetLastPInvokeErrorMessage()}.");

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Flush(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);
}
