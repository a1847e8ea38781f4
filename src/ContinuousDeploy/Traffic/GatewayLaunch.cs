using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ContinuousDeploy.Traffic;

/// <summary>The gateway's executable file and how it is started.</summary>
public static class GatewayLaunch
{
    private const string Name = "ContinuousDeploy.Gateway";

    // The gateway faces the users and needs none of the bot's secrets, which may stand in its environment.
    private static readonly string[] Inherited =
        ["PATH", "HOME", "TMPDIR", "LANG", "TZ", "DOTNET_ROOT", "DOTNET_GCHeapHardLimit", "DOTNET_PROCESSOR_COUNT"];

    /// <summary>How to start it.</summary>
    /// <exception cref="TrafficUnavailableException">There is no such file.</exception>
    public static ProcessStartInfo StartInfo(GatewayOptions options)
    {
        var folder = Path.GetFullPath(options.Folder);
        // Every stream is a pipe of its own: a terminal or a pipe of the bot's would hang on the gateway's life.
        var start = new ProcessStartInfo(Find(options.Program))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Directory.CreateDirectory(folder).FullName,
            ArgumentList = { "--folder", folder, "--detach" },
        };
        foreach (var address in options.Listen)
        {
            start.ArgumentList.Add("--listen");
            start.ArgumentList.Add(address);
        }

        Limit(start.Environment);
        return start;
    }

    private static string Find(string? configured)
    {
        if (configured is not null)
        {
            return File.Exists(configured) ? Path.GetFullPath(configured) : throw Missing(configured);
        }

        // Published: beside the bot. Built: artifacts/bin/PROJECT/CONFIGURATION, one folder for each project.
        var here = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var file = OperatingSystem.IsWindows() ? $"{Name}.exe" : Name;
        var built = Path.Combine(here, "..", "..", Name, Path.GetFileName(here), file);
        string[] places = [Path.Combine(here, file), Path.GetFullPath(built)];
        return places.FirstOrDefault(File.Exists) ?? throw Missing(string.Join(" or ", places));
    }

    private static void Limit(IDictionary<string, string?> environment)
    {
        foreach (var name in environment.Keys.Except(Inherited).ToList())
        {
            environment.Remove(name);
        }

        // Answers of instances go on in the thread that read them, without a queue between: a quarter more requests per
        // second (benchmark proxy). Forwarding never blocks, and Kestrel keeps what may, the control, on other threads.
        environment["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1";
        // Where the bot's runtime is, so that one that is not installed for the whole machine is found.
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        if (Directory.Exists(Path.Combine(root, "host", "fxr")))
        {
            environment["DOTNET_ROOT"] = root;
        }
    }

    private static TrafficUnavailableException Missing(string places) => new(
        $"No gateway runs, and its program is not at {places}. Set "
        + $"{GatewayOptions.Section}:{nameof(GatewayOptions.Program)} to its executable file.");
}
