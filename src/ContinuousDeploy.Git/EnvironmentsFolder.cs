using System.Collections.Immutable;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Manifests.Files;

namespace ContinuousDeploy.Git;

/// <summary>The folder that holds the environments, at one commit.</summary>
internal sealed class EnvironmentsFolder(GitReader reader, GitTree tree, string root)
{
    private readonly Dictionary<string, ImmutableHashSet<string>> files = new(StringComparer.Ordinal);
    private ImmutableArray<string>? environments;

    /// <summary>The names of all environments.</summary>
    public ImmutableArray<string> Environments => environments ??=
    [
        .. reader.List(tree, root)
            .Where(entry => entry.IsFolder && entry.Name != TreeLayout.ApplicationsFolder)
            .Select(entry => entry.Name),
    ];

    /// <summary>The stages of one environment.</summary>
    public IEnumerable<StageName> StagesOf(string environment) => Paths(environment)
        .Select(path => TreeLayout.RoleOf(root, path))
        .OfType<FileRole.Pin>()
        .Select(pin => pin.Stage);

    /// <summary>The stages of one application.</summary>
    public IEnumerable<StageName> StagesOfApplication(string application) => Environments
        .Select(environment => new StageName(environment, application))
        .Where(stage => Paths(stage.Environment).Contains(TreeLayout.PinPath(root, stage)));

    /// <summary>Every file that may mean something, of applications and environments alike.</summary>
    public IEnumerable<string> All() =>
        Environments.Prepend(TreeLayout.ApplicationsFolder).SelectMany(folder => Paths(folder));

    private ImmutableHashSet<string> Paths(string folder)
    {
        if (!files.TryGetValue(folder, out var paths))
        {
            paths = [.. reader.List(tree, $"{root}/{folder}")
                .Where(entry => !entry.IsFolder)
                .Select(entry => $"{root}/{folder}/{entry.Name}")
                .Where(EnvironmentsTree.IsRead)];
            files.Add(folder, paths);
        }

        return paths;
    }
}
