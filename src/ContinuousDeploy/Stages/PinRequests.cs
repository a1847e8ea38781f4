using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.GitHub;

namespace ContinuousDeploy.Stages;

/// <summary>Makes of a pin in a commit what its stage is told.</summary>
public sealed class PinRequests(EnvironmentsRepository repository)
{
    /// <param name="origin">The pull request that brought the commit, or null for a direct push.</param>
    public PinRequest Of(StageManifest stage, CommitSha commit, PullRequestFacts? origin) => new(
        stage.Pin.Version,
        stage.Pin.Hold,
        commit,
        origin?.Number,
        origin?.Author ?? "a direct push",
        stage.Settings,
        stage.Pin.At,
        repository.Reference.ToString());

    /// <summary>The pull request a commit came with: the one merged as this commit, else any that GitHub knows for it.</summary>
    /// <exception cref="GitHubUnavailableException"/>
    public async Task<PullRequestFacts?> OriginOfAsync(CommitSha commit, CancellationToken cancellationToken)
    {
        var candidates = await repository.GitHub.PullRequestsOfAsync(repository.Reference, commit, cancellationToken);
        return candidates.FirstOrDefault(candidate => candidate.MergeCommit == commit) ?? candidates.FirstOrDefault();
    }
}
