using ContinuousDeploy.Core;
using Octokit;

namespace ContinuousDeploy.GitHub.Proposing;

/// <summary>The branch of a proposal with its one commit, each made only where it is not there yet.</summary>
public sealed class ProposalBranch(CommitMutation mutation, AppIdentity identity, Redaction redaction)
{
    /// <summary>Brings the branch to the proposal's commit.</summary>
    /// <exception cref="GitHubUnavailableException"/>
    public async Task<CommitOutcome> EnsureAsync(
        GitHubClient client,
        RepositoryReference repository,
        Proposal proposal,
        CancellationToken cancellationToken)
    {
        if (await FindHeadAsync(client, repository, proposal.Branch) is not { } head)
        {
            if (await CreateAsync(client, repository, proposal) is { } refused)
            {
                return refused;
            }

            // Our own, or one that came up at the same moment under the same name.
            head = await FindHeadAsync(client, repository, proposal.Branch) ?? proposal.On;
        }

        if (head != proposal.On)
        {
            return await AdoptAsync(client, repository, proposal, head, cancellationToken);
        }

        return await mutation.SendAsync(repository, proposal, cancellationToken) switch
        {
            CommitOutcome.Stale when await FindHeadAsync(client, repository, proposal.Branch) is { } moved =>
                await AdoptAsync(client, repository, proposal, moved, cancellationToken),
            CommitOutcome.Stale => new CommitOutcome.Refused($"The branch '{proposal.Branch}' was deleted meanwhile."),
            var outcome => outcome,
        };
    }

    private static async Task<CommitSha?> FindHeadAsync(
        GitHubClient client, RepositoryReference repository, string branch)
    {
        // Octokit's own method asks at an address that GitHub no longer describes, and that finds longer names too.
        var name = string.Join('/', branch.Split('/').Select(Uri.EscapeDataString));
        try
        {
            var reference = await new ApiConnection(client.Connection).Get<Reference>(
                new Uri($"repos/{repository.Owner}/{repository.Name}/git/ref/heads/{name}", UriKind.Relative));
            return Answer.Commit(reference.Object?.Sha);
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    // Null where the branch is there now, whoever made it.
    private async Task<CommitOutcome.Refused?> CreateAsync(
        GitHubClient client, RepositoryReference repository, Proposal proposal)
    {
        try
        {
            await client.Git.Reference.Create(
                repository.Owner,
                repository.Name,
                new NewReference($"refs/heads/{proposal.Branch}", proposal.On.Value));
            return null;
        }
        catch (ApiValidationException problem)
            when (problem.Message.Contains("already exists", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        catch (ApiException problem)
        {
            return new CommitOutcome.Refused(
                $"GitHub made no branch '{proposal.Branch}': {RefusalWords.Of(problem, redaction)}");
        }
    }

    // The commit may be merged without another look: it holds exactly what is proposed, or GitHub vouches that the app
    // made it for this very proposal, at another time or before the ledger was lost.
    private async Task<CommitOutcome> AdoptAsync(
        GitHubClient client,
        RepositoryReference repository,
        Proposal proposal,
        CommitSha head,
        CancellationToken cancellationToken)
    {
        var commit = await client.Repository.Commit.Get(repository.Owner, repository.Name, head.Value);
        return ProposedCommit.IsFoundIn(commit, proposal)
            || ProposedCommit.IsSignedFor(commit, Message(proposal), await identity.LoginAsync(cancellationToken))
            ? new CommitOutcome.Made(head)
            : new CommitOutcome.Refused(
                $"The branch '{proposal.Branch}' is at {head.Short}, which is not the commit proposed here. Merge or "
                + "close its pull request by hand, or delete the branch to have it made anew.");
    }

    private string Message(Proposal proposal) =>
        $"{redaction.Clean(proposal.CommitTitle)}\n\n{redaction.Clean(proposal.CommitBody)}";
}
