using System.Collections.Immutable;
using ContinuousDeploy.Core;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.Mirrors;

namespace ContinuousDeploy.Stages;

/// <summary>One environments repository as the parts that work on it share it.</summary>
/// <param name="Facts">What GitHub says of it: present name, default branch, address.</param>
public sealed record EnvironmentsRepository(
    RepositoryFacts Facts,
    RepositoryStream Stream,
    IMirrors Mirrors,
    IRepositories GitHub,
    IStages Stages,
    TimeProvider Time)
{
    public long Id => Facts.Reference.Id;

    public RepositoryReference Reference => Facts.Reference;

    /// <summary>The tip of the default branch at the last refresh, or null where it has none.</summary>
    public CommitSha? Tip => Mirrors.Branch(Id, Facts.DefaultBranch);

    /// <summary>Fetches; afterwards every read sees at least what GitHub had when this was called.</summary>
    /// <exception cref="GitHubUnavailableException"/>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var token = await GitHub.GitTokenAsync(Reference, cancellationToken);
        if (await Mirrors.RefreshAsync(Id, Facts.CloneUrl, token, cancellationToken) is RefreshOutcome.Unreachable unreachable)
        {
            throw new GitHubUnavailableException(unreachable.Reason, null);
        }
    }

    /// <summary>
    /// The commits after one that the default branch has had, oldest first; null where it is no longer on that branch. That
    /// is said only of a mirror fetched after the commit was known: another owner can have seen it later than this one.
    /// </summary>
    /// <exception cref="GitHubUnavailableException"/>
    public async Task<ImmutableArray<CommitSha>?> SinceAsync(CommitSha commit, CancellationToken cancellationToken)
    {
        if (Since(commit) is { } line)
        {
            return line;
        }

        await RefreshAsync(cancellationToken);
        return Since(commit);
    }

    private ImmutableArray<CommitSha>? Since(CommitSha commit) =>
        Tip is { } tip ? Mirrors.FirstParentSince(Id, commit, tip) : null;
}
