using ContinuousDeploy.Core.Manifests.Yaml;

namespace ContinuousDeploy.Core.Manifests.Files;

/// <summary>What a path in the environments repository is for.</summary>
public abstract record FileRole
{
    private FileRole()
    {
    }

    /// <summary><c>applications/storefront.yaml</c></summary>
    public sealed record Application(string Name) : FileRole;

    /// <summary><c>staging/environment.yaml</c></summary>
    public sealed record Environment(string Name) : FileRole;

    /// <summary><c>staging/flags.yaml</c>: known, and not read yet.</summary>
    public sealed record Flags : FileRole;

    /// <summary><c>staging/storefront.yaml</c></summary>
    public sealed record Pin(StageName Stage) : FileRole;
}

/// <summary>
/// Tells from their paths which files of the environments repository mean something. Files that are not YAML, and files
/// in deeper folders, mean nothing here.
/// </summary>
public static class TreeLayout
{
    public const string ApplicationsFolder = "applications";
    public const string EnvironmentFile = "environment";
    public const string FlagsFile = "flags";

    private const string Extension = ".yaml";
    private const string OtherExtension = ".yml";

    /// <summary>The role of a path below <paramref name="root"/>, or null where it has none.</summary>
    public static FileRole? RoleOf(string root, string path) => Split(root, path) switch
    {
        null => null,
        (ApplicationsFolder, var name) => new FileRole.Application(name),
        (var environment, EnvironmentFile) => new FileRole.Environment(environment),
        (_, FlagsFile) => new FileRole.Flags(),
        var (environment, application) => new FileRole.Pin(new StageName(environment, application)),
    };

    /// <summary>The file of an application.</summary>
    public static string ApplicationPath(string root, string application) =>
        $"{root}/{ApplicationsFolder}/{application}{Extension}";

    /// <summary>The file of an environment.</summary>
    public static string EnvironmentPath(string root, string environment) =>
        $"{root}/{environment}/{EnvironmentFile}{Extension}";

    /// <summary>The file of a stage's pin.</summary>
    public static string PinPath(string root, StageName stage) =>
        $"{root}/{stage.Environment}/{stage.Application}{Extension}";

    /// <summary>Names that no stage can have, among them those that differ from another only by case.</summary>
    public static void CheckNames(SourceTree tree, ProblemList problems)
    {
        var paths = tree.Files.Keys.Order(StringComparer.Ordinal).ToList();
        var known = paths
            .Select(path => Split(tree.Root, path))
            .OfType<(string Folder, string File)>()
            .SelectMany(names => new[] { names.Folder, $"{names.Folder}/{names.File}" })
            .ToHashSet(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            CheckName(tree.Root, path, known, problems);
        }
    }

    private static void CheckName(string root, string path, HashSet<string> known, ProblemList problems)
    {
        var at = new Position(path, 0, 0);
        if (path.EndsWith(OtherExtension, StringComparison.OrdinalIgnoreCase)
            && Split(root, path[..^OtherExtension.Length] + Extension) is not null)
        {
            problems.Add(
                at, "file-extension", "Files that end in .yml are not read.", "Rename the file to end in .yaml.");
            return;
        }

        if (Split(root, path) is not var (folder, file))
        {
            return;
        }

        foreach (var (name, whole) in new[] { (folder, folder), (file, $"{folder}/{file}") })
        {
            if (!NameGrammar.IsName(name))
            {
                problems.Add(InvalidName(at, name, whole, known));
            }
        }

        if (folder == ApplicationsFolder && file is (EnvironmentFile or FlagsFile))
        {
            problems.Add(
                at,
                "invalid-name",
                $"An application cannot be called '{file}': its pin's file has another meaning.",
                "Choose another name.");
        }
    }

    /// <summary>File systems and readers' eyes take names that differ only by case for one.</summary>
    private static Problem InvalidName(Position at, string name, string whole, HashSet<string> known)
    {
        var lower = whole.ToLowerInvariant();
        return whole != lower && known.Contains(lower)
            ? new Problem(
                at,
                "name-collision",
                $"{Excerpt.Of(whole)} differs from {Excerpt.Of(lower)} only by case.",
                "Rename it or delete it.")
            : new Problem(
                at, "invalid-name", $"{Excerpt.Of(name)} cannot be a name.", $"Use {NameGrammar.InWords}.");
    }

    private static (string Folder, string File)? Split(string root, string path)
    {
        if (!path.StartsWith(root + "/", StringComparison.Ordinal)
            || !path.EndsWith(Extension, StringComparison.Ordinal))
        {
            return null;
        }

        return path[(root.Length + 1)..^Extension.Length].Split('/') is [var folder, var file] ? (folder, file) : null;
    }
}
