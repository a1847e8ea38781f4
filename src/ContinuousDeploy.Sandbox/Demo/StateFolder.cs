namespace ContinuousDeploy.Sandbox.Demo;

/// <summary>Everything one run of the demo keeps on disk.</summary>
public sealed class StateFolder : IDisposable
{
    private readonly bool temporary;

    private StateFolder(string path, bool temporary)
    {
        Path = path;
        this.temporary = temporary;
        foreach (var folder in (string[])[Artifacts, GitHub, Bot, Gateway, Instances])
        {
            Directory.CreateDirectory(folder);
        }
    }

    public string Path { get; }

    public string Artifacts => In("artifacts");

    public string GitHub => In("github");

    public string Bot => In("bot");

    public string Gateway => In("gateway");

    public string Instances => In("instances");

    /// <summary>Set where something went wrong: the folder stays for whoever looks for the reason.</summary>
    public bool Keep { get; set; }

    /// <summary>A new folder in the temp directory that goes away at the end, or the one given, which stays.</summary>
    /// <exception cref="DemoException">The given folder has something in it.</exception>
    public static StateFolder Open(string? chosen)
    {
        if (chosen is null)
        {
            return new StateFolder(Directory.CreateTempSubdirectory("continuous-deploy-").FullName, temporary: true);
        }

        var path = System.IO.Path.GetFullPath(chosen);
        return Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()
            ? throw new DemoException($"{path} is not empty. Every run starts afresh: name a new folder, or empty it.")
            : new StateFolder(path, temporary: false);
    }

    public void Dispose()
    {
        if (temporary && !Keep)
        {
            Directory.Delete(Path, recursive: true);
        }
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
