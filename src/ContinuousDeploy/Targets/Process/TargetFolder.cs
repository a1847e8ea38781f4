using System.Globalization;
using ContinuousDeploy.Core;

namespace ContinuousDeploy.Targets.Process;

/// <summary>
/// Where a process target keeps its things. <c>stages/</c> has the fence of each stage, <c>versions/</c> the unpacked
/// artifacts, <c>instances/</c> what runs, <c>logs/</c> the logs of what ran.
/// </summary>
internal sealed class TargetFolder(string root)
{
    public string Root => root;

    public string Versions => Path.Combine(root, "versions");

    public string Instances => Path.Combine(root, "instances");

    public string Logs => Path.Combine(root, "logs");

    public string Stage(StageId stage) => Path.Combine(
        root,
        "stages",
        stage.Repository.ToString(CultureInfo.InvariantCulture),
        Segment(stage.Environment),
        Segment(stage.Application));

    public string VersionsOf(string application) => Path.Combine(Versions, Segment(application));

    public InstanceFolder Instance(string name) => new(Path.Combine(Instances, Segment(name)));

    /// <summary>A folder that only this user can enter; parents that are missing are made as the system makes them.</summary>
    public static string Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("A process target needs Linux.");
        }

        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>The text, which must be able to stand as one segment of a path.</summary>
    /// <exception cref="ArgumentException">It cannot; callers have checked their names, so this is a bug.</exception>
    public static string Segment(string text) =>
        text.Length is > 0 and <= 200
        && text[0] != '.'
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '+' or '-')
            ? text
            : throw new ArgumentException($"'{text}' cannot be the name of a folder.", nameof(text));
}

/// <summary>One instance's folder.</summary>
internal sealed class InstanceFolder(string path)
{
    public string Name => System.IO.Path.GetFileName(path);

    public string Path => path;

    /// <summary>What the bot knows of the instance.</summary>
    public string Record => System.IO.Path.Combine(path, "instance.json");

    /// <summary>How it ended; written by its supervisor.</summary>
    public string Exit => System.IO.Path.Combine(path, "exit.json");

    public string Log => System.IO.Path.Combine(path, "log");

    public string Home => System.IO.Path.Combine(path, "home");

    public string Temporary => System.IO.Path.Combine(path, "tmp");
}
