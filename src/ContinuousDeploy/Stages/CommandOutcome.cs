using ContinuousDeploy.Core.Repositories;

namespace ContinuousDeploy.Stages;

/// <summary>What came of a command: what to answer, and what it changes in what is known of the repository.</summary>
/// <param name="Change">Gives the same state back where it changes nothing. Can be asked of more than one state.</param>
public sealed record CommandOutcome(CommandAnswer Answer, Func<RepositoryState, RepositoryState> Change)
{
    /// <summary>Nothing is changed but by the answer.</summary>
    public static implicit operator CommandOutcome(CommandAnswer answer) => new(answer, state => state);
}
