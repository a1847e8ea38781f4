using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Access;
using ContinuousDeploy.Core.Rollouts;

namespace ContinuousDeploy.Simulation.World;

/// <summary>What must hold of the repository after every step.</summary>
public sealed class Rules
{
    private readonly Planet world;

    public Rules(Planet world)
    {
        this.world = world;
        world.Machines.WasMerged = WasMerged;
    }

    /// <summary>No command of somebody who never had the right since the world began.</summary>
    public void RollbackBegins(RollbackRequest request)
    {
        if (!world.Site.Roles.TryGetValue(request.By, out var role) || role < RepositoryRole.Write)
        {
            world.Failure ??= new ViolationException("permission", $"{request.By} has role {role} and rolls back.");
        }
    }

    private bool WasMerged(StageId stage, string version) => world.Site.Git.Published.Prepend(world.Site.Git.First)
        .Any(commit => world.Site.Git[commit].Files.TryGetValue(
            Releases.PinPath(stage.Environment, stage.Application), out var text)
            && text.Contains($"version: {version}", StringComparison.Ordinal));
}
