using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Manifests.Files;

namespace ContinuousDeploy.Git;

/// <summary>Adds the changed files of the environments folder, and the policy files of the stages they touch.</summary>
internal sealed class StageSources(TreePair files, EnvironmentsFolder folder, string root)
{
    private readonly HashSet<StageName> stages = [];
    private bool orderMayChange;
    private bool addressesMayChange;

    public void AddChanged(ChangedFile file)
    {
        files.AddChanged(file.Path);
        addressesMayChange |= Addresses(files.InBase(file.Path)) != Addresses(files.InHead(file.Path));
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

    /// <summary>To be called once, after every changed file.</summary>
    public void AddPolicy()
    {
        if (addressesMayChange)
        {
            // No two stages may have one address: a new one is compared with all there are.
            stages.UnionWith(folder.Environments.SelectMany(folder.StagesOf));
        }

        foreach (var stage in stages)
        {
            files.AddUnchanged(TreeLayout.PinPath(root, stage));
            files.AddUnchanged(TreeLayout.EnvironmentPath(root, stage.Environment));
            files.AddUnchanged(TreeLayout.ApplicationPath(root, stage.Application));
        }

        AddEnvironments();
    }

    private void AddEnvironments()
    {
        var touched = stages.Select(stage => stage.Environment).ToHashSet(StringComparer.Ordinal);
        foreach (var environment in folder.Environments.Where(name => !touched.Contains(name)))
        {
            var path = TreeLayout.EnvironmentPath(root, environment);
            if (orderMayChange)
            {
                files.AddUnchanged(path);
            }
            else
            {
                // Another environment's `after` may name it. That it is there is enough: no order changes.
                files.AddToBoth(SourceFile.Of(path, ""));
            }
        }
    }

    /// <summary>A new stage may get the address its environment or application gives another one.</summary>
    private void Touch(StageName stage, bool isNew)
    {
        stages.Add(stage);
        if (isNew)
        {
            stages.UnionWith(folder.StagesOf(stage.Environment));
            stages.UnionWith(folder.StagesOfApplication(stage.Application));
        }
    }

    /// <summary>The lines that may give an address; with a backslash the key may be spelt another way.</summary>
    private static string Addresses(SourceFile? file) => string.Join(
        '\n',
        (file?.Text ?? "").Split('\n').Where(line =>
            line.Contains("url", StringComparison.Ordinal) || line.Contains('\\', StringComparison.Ordinal)));
}
