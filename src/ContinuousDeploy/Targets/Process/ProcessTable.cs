using System.Globalization;
using System.Text;

namespace ContinuousDeploy.Targets.Process;

/// <summary>A process that can be told from a later one with the same number.</summary>
/// <param name="Started">Clock ticks since the machine's start.</param>
/// <param name="Boot">The kernel's id of that start.</param>
internal sealed record ProcessIdentity(int Id, long Started, string Boot);

/// <summary>A process as it was a moment ago.</summary>
internal readonly record struct ProcessEntry(int Id, char State, int Session, long Started)
{
    public bool IsZombie => State is 'Z' or 'X';
}

/// <summary>The machine's processes, read from <c>/proc</c> (proc(5)).</summary>
internal static class ProcessTable
{
    private const int MaximumEnvironment = 1024 * 1024;

    private static string Boot => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    public static ProcessIdentity? Identify(int process) =>
        Read(process) is { } entry ? new ProcessIdentity(process, entry.Started, Boot) : null;

    public static bool IsAlive(ProcessIdentity process) =>
        Read(process.Id) is { IsZombie: false } entry && entry.Started == process.Started && Boot == process.Boot;

    /// <summary>
    /// Every living process of an instance: those of its supervisor's session while that lives, and those that carry
    /// the instance's marker wherever they went.
    /// </summary>
    public static List<int> Members(ProcessIdentity? supervisor, string marker)
    {
        var session = supervisor is not null && IsAlive(supervisor) ? supervisor.Id : 0;
        return [.. All()
            .Where(entry => !entry.IsZombie
                && ((session != 0 && entry.Session == session) || HasMarker(entry.Id, marker)))
            .Select(entry => entry.Id)];
    }

    public static IEnumerable<ProcessEntry> All() =>
        Directory.EnumerateDirectories("/proc")
            .Select(folder => Path.GetFileName(folder))
            .Where(name => name.All(char.IsAsciiDigit))
            .Select(name => Read(int.Parse(name, CultureInfo.InvariantCulture)))
            .OfType<ProcessEntry>();

    private static ProcessEntry? Read(int process)
    {
        if (ReadFile($"/proc/{process}/stat", 4096) is not { } content)
        {
            return null;
        }

        // The second field is the program's name in parentheses and may hold anything, also parentheses.
        var text = Encoding.Latin1.GetString(content);
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessEntry(
            process,
            fields[0][0],
            int.Parse(fields[3], CultureInfo.InvariantCulture),
            long.Parse(fields[19], CultureInfo.InvariantCulture));
    }

    private static bool HasMarker(int process, string marker)
    {
        if (ReadFile($"/proc/{process}/environ", MaximumEnvironment) is not { } content)
        {
            return false;
        }

        var wanted = Encoding.UTF8.GetBytes($"{InstanceEnvironment.Marker}={marker}\0");
        var place = content.AsSpan().IndexOf(wanted);
        return place == 0 || (place > 0 && content[place - 1] == 0);
    }

    // Null: the process is gone, or belongs to another user and so is none of ours.
    private static byte[]? ReadFile(string path, int limit)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0);
            var buffer = new byte[4096];
            using var content = new MemoryStream();
            while (content.Length < limit && file.Read(buffer) is var read and > 0)
            {
                content.Write(buffer, 0, read);
            }

            return content.Length == 0 ? null : content.ToArray();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
