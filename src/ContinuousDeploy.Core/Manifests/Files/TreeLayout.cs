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

    /// <summary>Names that no stage can have, and names that a reader's eye or a file system may take for one.</summary>
    public static void CheckNames(SourceTree tree, ProblemList problems)
    {
        foreach (var path in tree.Files.Keys.Order(StringComparer.Ordinal))
        {
            CheckName(tree.Root, path, problems);
        }

        CheckCollisions(tree, problems);
    }

    private static void CheckName(string root, string path, ProblemList problems)
    {
        var at = new Position(path, 0, 0);
        if (path.EndsWith(OtherExtension, StringComparison.OrdinalIgnoreCase)
            && Split(root, path[..^OtherExtension.Length] + Extension) is not null)
        {
            problems.Add(at, "file-extension", "Files that end in .yml are not read.", "Rename the file to end in .yaml.");
            return;
        }

        if (Split(root, path) is not var (folder, file))
        {
            return;
        }

        foreach (var name in new[] { folder, file }.Where(name => !NameGrammar.IsName(name)))
        {
            problems.Add(
                at, "invalid-name", $"{Excerpt.Of(name)} cannot be a name.", $"Use {NameGrammar.InWords}.");
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

    private static void CheckCollisions(SourceTree tree, ProblemList problems)
    {
        var paths = tree.Files.Keys
            .Where(path => Split(tree.Root, path) is not null)
            .Order(StringComparer.Ordinal)
            .Select(path => (path, names: Split(tree.Root, path)!.Value));
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, (folder, file)) in paths)
        {
            foreach (var name in new[] { folder, $"{folder}/{file}" })
            {
                var folded = NameGrammar.Fold(name);
                if (seen.TryAdd(folded, name) || seen[folded] == name)
                {
                    continue;
                }

                problems.Add(
                    new Position(path, 0, 0),
                    "name-collision",
                    $"{Excerpt.Of(name)} and {Excerpt.Of(seen[folded])} differ only by case or form of their letters.",
                    "Rename or delete one of them.");
            }
        }
    }

    private static (string Folder, string File)? Split(string root, string path)
    {
        if (!path.StartsWith(root + "/", StringComparison.Ordinal) || !path.EndsWith(Extension, StringComparison.Ordinal))
        {
            return null;
        }

        return path[(root.Length + 1)..^Extension.Length].Split('/') is [var folder, var file] ? (folder, file) : null;
    }
}
