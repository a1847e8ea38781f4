using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Pins;
using ContinuousDeploy.Core.Planning;

namespace ContinuousDeploy.Git;

/// <summary>What <c>Planner.Plan</c> needs of a base and a head commit.</summary>
public sealed record PlanTrees(SourceTree Base, SourceTree Head);

/// <summary>
/// Reads what a plan needs and no more: the files that differ, and the policy files of the stages they touch. Files
/// that do not differ are read once and stand in both trees, which tells the planner that they are there for reference.
/// </summary>
public static class PlanSources
{
    /// <param name="configuration">Taken for the base's <c>continuous-deploy.yaml</c>; null for that file.</param>
    /// <exception cref="RepositoryCorruptException"/>
    public static PlanTrees Read(
        GitReader reader, GitTree before, GitTree after, SourceFile? configuration, ReadBudget budget)
    {
        var files = new TreePair(reader, before, after, budget);
        if (configuration is null)
        {
            files.AddChanged(RepositoryFile.Path);
        }
        else
        {
            files.AddToBoth(configuration with { Path = RepositoryFile.Path });
        }

        var (root, pins, _) = RepositoryFile.Read(files.InBase(RepositoryFile.Path));
        var hasRoot = reader.HasFolder(before, root) || reader.HasFolder(after, root);
        var stages = new StageSources(files, new EnvironmentsFolder(reader, after, root), root);

        // A repository with an environments folder says in it what it pins; guessing elsewhere would only add noise.
        var map = hasRoot && pins.IsAutomatic ? new PinMap([]) : pins;
        var difference = reader.Changes(before, after, map is { IsAutomatic: false, Rules: [] } ? root : "");
        foreach (var file in difference.Files)
        {
            Add(file, files, stages, root, map);
        }

        stages.AddPolicy();
        foreach (var problem in difference.Problems.Where(problem => Concerns(problem.At.File, root)))
        {
            files.AddProblem(problem);
        }

        return files.ToTrees(root);
    }

    private static void Add(ChangedFile file, TreePair files, StageSources stages, string root, PinMap map)
    {
        if (IsBelow(file.Path, root) && EnvironmentsTree.IsRead(file.Path))
        {
            stages.AddChanged(file);
        }
        else if (!files.Has(file.Path) && MappedPins.Covers(map, file.Path))
        {
            files.AddChanged(file.Path);
            if (map.IsAutomatic)
            {
                files.ForgetUnreadable(file.Path);
            }
        }
    }

    /// <summary>An odd name elsewhere is no concern of a plan; a folder on the way to the root is.</summary>
    private static bool Concerns(string path, string root) =>
        path is "." or "" || path == root || IsBelow(path, root) || IsBelow(root, path);

    private static bool IsBelow(string path, string folder) => path.StartsWith(folder + "/", StringComparison.Ordinal);
}
