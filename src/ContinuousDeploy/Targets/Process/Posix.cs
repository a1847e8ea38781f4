using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ContinuousDeploy.Targets.Process;

/// <summary>The few calls of the C library that .NET does not offer.</summary>
internal static partial class Posix
{
    public const int NoSuchProcess = 3;
    public const int SignalKill = 9;
    public const int SignalTerminate = 15;

    private const int ReadOnly = 0;
    private const int ReadAndWrite = 2;
    private const int CloseOnExec = 0x80000;

    /// <summary>Makes this process the leader of a session and a process group of its own, without a terminal.</summary>
    public static void StartSession() => Check(SetSessionId(), "setsid");

    /// <summary>Sends a signal to a process, or to a whole group where the id is negative. One that is gone is no error.</summary>
    public static void Signal(int process, int signal)
    {
        if (Kill(process, signal) != 0 && Marshal.GetLastPInvokeError() != NoSuchProcess)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Points standard input, output and error at nothing, so that nobody's pipe or terminal is held.</summary>
    public static void DetachStandardStreams()
    {
        var nothing = Check(Open("/dev/null", ReadAndWrite), "open");
        for (var stream = 0; stream <= 2; stream++)
        {
            Check(Duplicate(nothing, stream), "dup2");
        }

        if (nothing > 2)
        {
            Check(Close(nothing), "close");
        }
    }

    /// <summary>
    /// Closes what this process was given open by its parent beside the standard streams. Of what it opened itself
    /// nothing is: .NET marks all of that to be closed on exec, and what is so marked cannot have been given.
    /// </summary>
    public static void CloseInherited()
    {
        foreach (var path in Directory.GetFiles("/proc/self/fdinfo"))
        {
            var file = int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture);
            if (file > 2 && IsInherited(path))
            {
                _ = Close(file);
            }
        }
    }

    /// <summary>Forces a folder's own entries to disk: names that were made, renamed or removed in it.</summary>
    public static void FlushFolder(string path) => OnFolder(path, Flush, "fsync");

    /// <summary>Forces everything written to the file system that holds a folder to disk, in one call.</summary>
    public static void FlushFileSystem(string path) => OnFolder(path, FlushAll, "syncfs");

    // proc_pid_fdinfo(5): the flags in octal digits.
    private static bool IsInherited(string path)
    {
        try
        {
            var flags = File.ReadLines(path).First(line => line.StartsWith("flags:", StringComparison.Ordinal));
            return (Convert.ToInt32(flags["flags:".Length..].Trim(), 8) & CloseOnExec) == 0;
        }
        catch (IOException)
        {
            // It was the listing's own and is closed by now.
            return false;
        }
    }

    private static void OnFolder(string path, Func<int, int> call, string name)
    {
        var folder = Check(Open(path, ReadOnly), "open");
        try
        {
            Check(call(folder), name);
        }
        finally
        {
            _ = Close(folder);
        }
    }

    private static int Check(int result, string call) =>
        result >= 0
            ? result
            : throw new IOException($"{call} failed.", new Win32Exception(Marshal.GetLastPInvokeError()));

    [LibraryImport("libc", EntryPoint = "setsid", SetLastError = true)]
    private static partial int SetSessionId();

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Duplicate(int from, int to);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(int file);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int FlushAll(int file);
}
