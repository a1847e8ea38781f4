using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Git;

namespace ContinuousDeploy.Cli;

/// <summary>What <c>validate</c> checks: the repository's own file, and the environments folder.</summary>
public sealed record CheckedFiles(RepositoryFile Configuration, SourceTree Tree);

/// <summary>Reads a working tree as strictly as from Git: no link is followed.</summary>
public static class WorkFolder
{
    /// <summary>The files, or null where the folder has neither environments nor the repository's own file.</summary>
    public static CheckedFiles? Read(string folder)
    {
        var file = new FileInfo(Path.Combine(folder, RepositoryFile.Path));
        var configuration = RepositoryFile.Read(file.Exists ? ReadFile(file, RepositoryFile.Path) : null);
        var root = configuration.Root;
        if (FindLink(folder, root) is { } link)
        {
            return new CheckedFiles(
                configuration, SourceTree.Of(root, SourceText.NotOrdinary(link, "a symbolic link")));
        }

        var start = new DirectoryInfo(Path.Combine(folder, root));
        return start.Exists ? new CheckedFiles(configuration, SourceTree.Of(
                root, start.EnumerateFileSystemInfos().SelectMany(entry => ReadFolder(entry, root))))
            : file.Exists ? new CheckedFiles(configuration, SourceTree.Of(root))
            : null;
    }

    /// <summary>The first link on the way to a folder, or null.</summary>
    private static string? FindLink(string folder, string root)
    {
        var parts = root.Split('/');
        return Enumerable.Range(1, parts.Length)
            .Select(count => string.Join('/', parts.Take(count)))
            .FirstOrDefault(path => new DirectoryInfo(Path.Combine(folder, path)).LinkTarget is not null);
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
