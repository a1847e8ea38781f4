using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Git;

namespace ContinuousDeploy.Cli;

/// <summary>Reads the environments folder of a working tree as strictly as from Git: no link is followed.</summary>
public static class WorkFolder
{
    /// <summary>The files, or null where the folder has no folder called <paramref name="root"/>.</summary>
    public static SourceTree? Read(string folder, string root)
    {
        var start = new DirectoryInfo(Path.Combine(folder, root));
        if (!start.Exists)
        {
            return null;
        }

        var files = start.LinkTarget is null
            ? start.EnumerateFileSystemInfos().SelectMany(entry => ReadFolder(entry, root))
            : [SourceText.NotOrdinary(root, "a symbolic link")];
        return SourceTree.Of(root, files);
    }

    private static IEnumerable<SourceFile> ReadFolder(FileSystemInfo entry, string root)
    {
        var path = $"{root}/{entry.Name}";
        return entry switch
        {
            { LinkTarget: not null } => [SourceText.NotOrdinary(path, "a symbolic link")],
            DirectoryInfo folder => folder.EnumerateFiles()
                .Where(file => EnvironmentsTree.IsRead(file.Name))
                .Select(file => ReadFile(file, $"{path}/{file.Name}")),
            _ => [],
        };
    }

    /// <summary>One file, with the reason where it is not what a commit may hold.</summary>
    public static SourceFile ReadFile(FileInfo file, string path) => file switch
    {
        { LinkTarget: not null } => SourceText.NotOrdinary(path, "a symbolic link"),
        { Length: > SourceText.MaximumBytes } => SourceText.TooLarge(path, file.Length),
        _ when IsExecutable(file) => SourceText.NotOrdinary(path, "an executable file"),
        _ => SourceText.Decode(path, File.ReadAllBytes(file.FullName)),
    };

    private static bool IsExecutable(FileInfo file) =>
        !OperatingSystem.IsWindows() && (file.UnixFileMode & UnixFileMode.UserExecute) != 0;
}
