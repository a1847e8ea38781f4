using ContinuousDeploy.Core.Manifests.Yaml;

namespace ContinuousDeploy.Core.Manifests.Files;

/// <summary>The files of a tree, each read by itself, before they are laid over each other.</summary>
public sealed class ManifestFiles
{
    private readonly SourceTree tree;
    private readonly Dictionary<string, ApplicationFile> applications = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, EnvironmentFile> environments = new(StringComparer.Ordinal);
    private readonly Dictionary<StageName, PinFile> pins = [];
    private readonly SortedSet<string> environmentNames = new(StringComparer.Ordinal);

    private ManifestFiles(SourceTree tree) => this.tree = tree;

    public IReadOnlyDictionary<string, EnvironmentFile> Environments => environments;

    /// <summary>Every environment that has a file, read or not.</summary>
    public IReadOnlyCollection<string> EnvironmentNames => environmentNames;

    public IEnumerable<StageName> Stages => pins.Keys.OrderBy(stage => stage.ToString(), StringComparer.Ordinal);

    public static ManifestFiles Read(SourceTree tree, ProblemList problems)
    {
        var files = new ManifestFiles(tree);
        foreach (var (path, file) in tree.Files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            if (TreeLayout.RoleOf(tree.Root, path) is { } role)
            {
                files.Add(role, file, problems);
            }
        }

        return files;
    }

    /// <summary>The stage's files, where all three are there and nothing is wrong in them.</summary>
    public StageAssembly? Sound(StageName stage, ProblemList problems)
    {
        var pin = pins[stage];
        var applicationPath = TreeLayout.ApplicationPath(tree.Root, stage.Application);
        var environmentPath = TreeLayout.EnvironmentPath(tree.Root, stage.Environment);
        Require(applicationPath, $"application '{stage.Application}'", "application-missing", pin, problems);
        Require(environmentPath, $"environment '{stage.Environment}'", "environment-missing", pin, problems);
        var isSound = !problems.Concerns(pin.Path)
            && !problems.Concerns(applicationPath)
            && !problems.Concerns(environmentPath);
        return isSound
            ? new StageAssembly(stage, applications[stage.Application], environments[stage.Environment], pin)
            : null;
    }

    private void Require(string path, string what, string rule, PinFile pin, ProblemList problems)
    {
        if (!tree.Files.ContainsKey(path))
        {
            problems.Add(
                new Position(pin.Path, 0, 0),
                rule,
                $"There is no {what}: {path} is missing.",
                "Add that file, or delete this one.");
        }
    }

    private void Add(FileRole role, SourceFile file, ProblemList problems)
    {
        switch (role)
        {
            case FileRole.Application application when Root(file, problems) is { } root:
                applications[application.Name] = ApplicationFile.Read(file.Path, root, problems);
                break;
            case FileRole.Environment environment:
                environmentNames.Add(environment.Name);
                if (Root(file, problems) is { } settings)
                {
                    environments[environment.Name] = EnvironmentFile.Read(file.Path, settings, problems);
                }

                break;
            case FileRole.Pin pin when Root(file, problems) is { } root:
                pins[pin.Stage] = PinFile.Read(file.Path, root, problems);
                break;
        }
    }

    /// <summary>The content, where it could be read. A file without content is a mapping without keys.</summary>
    private static YamlNode? Root(SourceFile file, ProblemList problems)
    {
        if (file.Text is null)
        {
            problems.AddRange(file.Unreadable is null ? [] : [file.Unreadable]);
            return null;
        }

        var yaml = YamlReader.Read(file.Path, file.Text, YamlDialect.Strict);
        problems.AddRange(yaml.Problems);
        return yaml switch
        {
            { Documents: [YamlNode.Scalar { IsNull: true }] } or { Documents: [], Problems: [] } =>
                new YamlNode.Mapping(new Position(file.Path, 0, 0), 0, 0, false, []),
            { Documents: [var root] } => root,
            _ => null,
        };
    }
}
