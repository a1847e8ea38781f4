using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Access;
using ContinuousDeploy.Core.Proposals;
using ContinuousDeploy.Core.Repositories;
using ContinuousDeploy.Core.Rollouts;

namespace ContinuousDeploy.Simulation.World;

/// <summary>What must hold of the repository after every step.</summary>
public sealed class Rules
{
    private readonly Planet world;
    private readonly HashSet<string> granted = new(StringComparer.Ordinal);

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

    /// <summary>A stage has told its owner that it goes back.</summary>
    public void RollbackGranted(RollbackRequest request) => granted.Add(request.Id);

    /// <summary>Whether a comment is known to have set something in motion: whoever wrote it must not read that it was refused.</summary>
    public bool WasCarriedOut(RepositoryState state, CommentState comment) =>
        granted.Contains($"comment-{comment.Id}")
        || state.Proposals.Any(proposal => proposal.Kind is ProposalKind.Resume resume && resume.Comment == comment.Id);

    private bool WasMerged(StageId stage, string version) => world.Site.Git.Published.Prepend(world.Site.Git.First)
        .Any(commit => world.Site.Git[commit].Files.TryGetValue(
            Releases.PinPath(stage.Environment, stage.Application), out var text)
            && text.Contains($"version: {version}", StringComparison.Ordinal));
}
