using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Manifests.Files;

namespace ContinuousDeploy.Git;

/// <summary>Adds the changed files of the environments folder, and the policy files of the stages they touch.</summary>
internal sealed class StageSources(TreePair files, EnvironmentsFolder folder, string root)
{
    private readonly HashSet<StageName> stages = [];
    private bool orderMayChange;

    public void AddChanged(ChangedFile file)
    {
        files.AddChanged(file.Path);
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
        foreach (var stage in stages)
        {
            files.AddUnchanged(TreeLayout.PinPath(root, stage));
            files.AddUnchanged(TreeLayout.EnvironmentPath(root, stage.Environment));
            files.AddUnchanged(TreeLayout.ApplicationPath(root, stage.Application));
        }

        foreach (var environment in folder.Environments.Select(name => TreeLayout.EnvironmentPath(root, name)))
        {
            if (orderMayChange)
            {
                files.AddUnchanged(environment);
            }
            else if (!files.Has(environment))
            {
                // Another environment's `after` may name it. That it is there is enough: no order changes.
                files.AddToBoth(SourceFile.Of(environment, ""));
            }
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
}
