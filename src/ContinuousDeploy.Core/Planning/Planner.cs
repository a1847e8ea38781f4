using System.Collections.Immutable;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Manifests.Files;
using ContinuousDeploy.Core.Pins;

namespace ContinuousDeploy.Core.Planning;

/// <summary>Says what the head commit changes, compared with the base commit.</summary>
public static class Planner
{
    /// <summary>
    /// Compares two trees. Both hold the changed files and the policy files of the stages these touch; a file that is
    /// the same in both changes nothing. Where something is wrong with a stage at the head, the plan has the problem
    /// and no change of that stage. Policy that the same commit changes is also taken from the base.
    /// </summary>
    public static Plan Plan(CommitSha baseCommit, SourceTree baseTree, CommitSha headCommit, SourceTree headTree)
    {
        var manifest = ManifestReader.Read(headTree);
        var problems = new ProblemList();
        problems.AddRange(manifest.Problems);
        problems.AddRange(WithoutRole(headTree));
        problems.AddRange(RepositoryFile.Read(headTree.Files.GetValueOrDefault(RepositoryFile.Path)).Problems);
        var map = RepositoryFile.Read(baseTree.Files.GetValueOrDefault(RepositoryFile.Path)).Pins;
        var changes = ChangedPath.Between(baseTree, headTree)
            .Where(file => !problems.Concerns(file.Path))
            .SelectMany(file => TreeLayout.RoleOf(headTree.Root, file.Path) is { } role
                ? OfRole(role, file, baseTree, manifest, problems)
                : Elsewhere(file, map))
            .OrderBy(change => change.Environment, StringComparer.Ordinal)
            .ThenBy(change => change.Application, StringComparer.Ordinal)
            .ThenBy(change => change.At.File, StringComparer.Ordinal)
            .ThenBy(change => change.Path, StringComparer.Ordinal)
            .ThenBy(change => change.At.Line)
            .ToImmutableArray();
        return new Plan(baseCommit, headCommit, changes, problems.Sorted());
    }

    private static ImmutableArray<PlannedChange> OfRole(
        FileRole role, ChangedPath file, SourceTree baseTree, Manifest manifest, ProblemList problems) =>
        role switch
        {
            FileRole.Pin pin when file.After is not null && !manifest.Stages.ContainsKey(pin.Stage) => [],
            FileRole.Pin pin => WithBasePolicy(PinChanges.Of(pin.Stage, file), pin.Stage, baseTree, problems),
            FileRole.Application application => SettingsChanges.Of(file, application.Name, null),
            FileRole.Environment environment => SettingsChanges.Of(file, null, environment.Name),
            _ => SettingsChanges.Of(file, null, file.Path.Split('/')[^2]),
        };

    private static ImmutableArray<PlannedChange> Elsewhere(ChangedPath file, PinMap map) =>
        file.Path == RepositoryFile.Path ? SettingsChanges.Of(file, null, null) : MappedPins.Changes(file, map);

    /// <summary>A commit cannot lift the rule that holds for it: that every pin has a digest.</summary>
    private static ImmutableArray<PlannedChange> WithBasePolicy(
        ImmutableArray<PlannedChange> changes, StageName stage, SourceTree baseTree, ProblemList problems)
    {
        var unsealed = changes.FirstOrDefault(change => change is { To.Digest: null, Path: "version" or "digest" });
        if (unsealed?.To is null || !IsImmutable(baseTree, stage.Environment))
        {
            return changes;
        }

        problems.Add(
            unsealed.At,
            "digest-required",
            $"The environment '{stage.Environment}' is immutable at the base commit, and this pin has no digest.",
            "Add 'digest: sha256:…' below the version, or lift 'immutable' in a change of its own first.");
        return [];
    }

    private static bool IsImmutable(SourceTree tree, string environment)
    {
        var path = TreeLayout.EnvironmentPath(tree.Root, environment);
        return ChangedPath.Keys(tree.Files.GetValueOrDefault(path)) is { } keys
            && EnvironmentFile.Read(path, keys, new ProblemList()).Immutable;
    }

    /// <summary>Files that could not be read and that no rule of the layout asks for.</summary>
    private static IEnumerable<Problem> WithoutRole(SourceTree tree) => tree.Files.Values
        .Where(file => TreeLayout.RoleOf(tree.Root, file.Path) is null)
        .Select(file => file.Unreadable)
        .OfType<Problem>();
}
