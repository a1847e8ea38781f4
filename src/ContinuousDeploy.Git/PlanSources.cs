using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Manifests.Files;

namespace ContinuousDeploy.Git;

/// <summary>What <c>Planner.Plan</c> needs of a base and a head commit.</summary>
public sealed record PlanTrees(SourceTree Base, SourceTree Head);

/// <summary>
/// Reads what a plan needs and no more: the files that differ, and the policy files of the stages they touch. Files that
/// do not differ are read once and stand in both trees, which tells the planner that they are there for reference.
/// </summary>
public sealed class PlanSources
{
    private readonly GitReader reader;
    private readonly GitTree before;
    private readonly GitTree after;
    private readonly string root;
    private readonly ReadBudget budget;
    private readonly EnvironmentsFolder folder;
    private readonly Dictionary<string, SourceFile> baseFiles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SourceFile> headFiles = new(StringComparer.Ordinal);
    private readonly HashSet<StageName> stages = [];
    private bool orderMayChange;

    private PlanSources(GitReader reader, GitTree before, GitTree after, string root, ReadBudget budget)
    {
        (this.reader, this.before, this.after) = (reader, before, after);
        (this.root, this.budget) = (root, budget);
        folder = new EnvironmentsFolder(reader, after, root);
    }

    /// <param name="root">The folder that holds the environments.</param>
    /// <exception cref="RepositoryCorruptException"/>
    public static PlanTrees Read(GitReader reader, GitTree before, GitTree after, string root, ReadBudget budget)
    {
        var sources = new PlanSources(reader, before, after, root, budget);
        var difference = reader.Changes(before, after, root);
        foreach (var file in difference.Files)
        {
            sources.AddChanged(file);
        }

        sources.AddPolicy();
        foreach (var problem in difference.Problems)
        {
            sources.headFiles[problem.At.File] = SourceFile.Refused(problem);
        }

        return new PlanTrees(new SourceTree(root, sources.baseFiles), new SourceTree(root, sources.headFiles));
    }

    private void AddChanged(ChangedFile file)
    {
        if (!EnvironmentsTree.IsRead(file.Path))
        {
            return;
        }

        Add(baseFiles, before, file.Path);
        Add(headFiles, after, file.Path);
        switch (TreeLayout.RoleOf(root, file.Path))
        {
            case FileRole.Pin pin:
                Touch(pin.Stage, isNew: !file.Before);
                break;
            case FileRole.Environment environment:
                orderMayChange = true;
                stages.UnionWith(folder.StagesOf(environment.Name));
                break;
            case FileRole.Application application:
                stages.UnionWith(folder.StagesOfApplication(application.Name));
                break;
        }
    }

    /// <summary>A new stage may have the address of one that is there already: of its environment or application.</summary>
    private void Touch(StageName stage, bool isNew)
    {
        stages.Add(stage);
        if (isNew)
        {
            stages.UnionWith(folder.StagesOf(stage.Environment));
            stages.UnionWith(folder.StagesOfApplication(stage.Application));
        }
    }

    private void AddPolicy()
    {
        foreach (var stage in stages)
        {
            AddUnchanged(TreeLayout.PinPath(root, stage));
            AddUnchanged(TreeLayout.EnvironmentPath(root, stage.Environment));
            AddUnchanged(TreeLayout.ApplicationPath(root, stage.Application));
        }

        foreach (var environment in folder.Environments.Select(name => TreeLayout.EnvironmentPath(root, name)))
        {
            if (orderMayChange)
            {
                AddUnchanged(environment);
            }
            else if (!headFiles.ContainsKey(environment))
            {
                // Another environment's `after` may name it. That it is there is enough: no order changes.
                AddToBoth(SourceFile.Of(environment, ""));
            }
        }
    }

    private void AddUnchanged(string path)
    {
        if (!headFiles.ContainsKey(path) && !baseFiles.ContainsKey(path) && reader.Read(after, path, budget) is { } file)
        {
            AddToBoth(file);
        }
    }

    private void AddToBoth(SourceFile file)
    {
        baseFiles[file.Path] = file;
        headFiles[file.Path] = file;
    }

    private void Add(Dictionary<string, SourceFile> files, GitTree tree, string path)
    {
        if (reader.Read(tree, path, budget) is { } file)
        {
            files[path] = file;
        }
    }
}
