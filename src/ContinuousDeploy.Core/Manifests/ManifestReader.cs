using System.Collections.Immutable;
using ContinuousDeploy.Core.Manifests.Files;

namespace ContinuousDeploy.Core.Manifests;

/// <summary>Turns the files of the environments repository into checked settings.</summary>
public static class ManifestReader
{
    /// <summary>
    /// Reads a tree; hostile text gives problems and never an exception. For each pin the tree must hold its
    /// application's and its environment's file and, as <c>after</c> is checked too, the file of every environment. Two
    /// stages with one address are found only where both are in the tree.
    /// </summary>
    public static Manifest Read(SourceTree tree)
    {
        var problems = new ProblemList();
        TreeLayout.CheckNames(tree, problems);
        var files = ManifestFiles.Read(tree, problems);
        PromotionGraph.Check(files.Environments, files.EnvironmentNames, problems);
        var environments = Environments(files, problems);
        var assemblies = files.Stages.Select(stage => files.Sound(stage, problems)).OfType<StageAssembly>().ToList();
        var stages = Assemble(assemblies, problems);
        return new Manifest(environments, stages, problems.Sorted());
    }

    private static ImmutableSortedDictionary<string, EnvironmentSettings> Environments(
        ManifestFiles files, ProblemList problems) => files.Environments
        .Where(environment => !problems.Concerns(environment.Value.Path))
        .ToImmutableSortedDictionary(
            environment => environment.Key,
            environment => new EnvironmentSettings(
                environment.Key,
                [.. environment.Value.After.Select(before => before.Name)],
                environment.Value.Url?.Url,
                environment.Value.Rollback),
            StringComparer.Ordinal);

    private static ImmutableDictionary<StageName, StageManifest> Assemble(
        List<StageAssembly> assemblies, ProblemList problems)
    {
        var stages = ImmutableDictionary.CreateBuilder<StageName, StageManifest>();
        var conflicts = UrlConflicts(assemblies);
        problems.AddRange(conflicts.Values);
        foreach (var assembly in assemblies)
        {
            if (assembly.Assemble(problems) is { } manifest && !conflicts.ContainsKey(assembly.Stage))
            {
                stages.Add(assembly.Stage, manifest);
            }
        }

        return stages.ToImmutable();
    }

    /// <summary>
    /// Traffic is led by host and port alone, so a second stage with the same would take the first one's users. Which
    /// of them is wrong only a person can say: all of them are refused.
    /// </summary>
    private static Dictionary<StageName, Problem> UrlConflicts(List<StageAssembly> assemblies)
    {
        var conflicts = new Dictionary<StageName, Problem>();
        var groups = assemblies
            .Where(assembly => assembly.Url is not null)
            .GroupBy(assembly => assembly.Url!.Url.Authority, StringComparer.OrdinalIgnoreCase)
            .Select(group => group.ToList())
            .Where(group => group.Count > 1);
        foreach (var group in groups)
        {
            foreach (var assembly in group)
            {
                var other = group[0] == assembly ? group[1] : group[0];
                conflicts[assembly.Stage] = new Problem(
                    assembly.Url!.At,
                    "url-conflict",
                    $"{assembly.Stage} and {other.Stage} have the same address, {assembly.Url.Url}.",
                    "Give each stage an address of its own.");
            }
        }

        return conflicts;
    }
}
