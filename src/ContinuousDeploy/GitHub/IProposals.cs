using System.Collections.Immutable;
using ContinuousDeploy.Core;

namespace ContinuousDeploy.GitHub;

/// <summary>
/// Pull requests that the bot opens itself: reverts and resumes. Each is one signed commit made by GraphQL
/// <c>createCommitOnBranch</c> with <c>expectedHeadOid</c>.
/// </summary>
public interface IProposals
{
    /// <summary>
    /// Makes the branch, the commit and the pull request, each only where it is not there yet: safe to repeat after a
    /// crash or a lost answer at any point.
    /// </summary>
    /// <exception cref="GitHubUnavailableException"/>
    Task<ProposalOutcome> EnsureAsync(
        RepositoryReference repository, Proposal proposal, CancellationToken cancellationToken);

    /// <summary>Merges an open proposal at the head it was made with.</summary>
    /// <exception cref="GitHubUnavailableException"/>
    Task<MergeOutcome> MergeAsync(
        RepositoryReference repository, int pullRequest, CommitSha head, CancellationToken cancellationToken);
}

/// <summary>What a proposal should be.</summary>
/// <param name="Branch">Its branch, derived from what it is for, so that a repeat finds it.</param>
/// <param name="On">The commit of the default branch that the edits were computed on.</param>
/// <param name="Files">The changed files by path: their new text, or null where a file is deleted.</param>
public sealed record Proposal(
    string Branch,
    string BaseBranch,
    CommitSha On,
    ImmutableSortedDictionary<string, string?> Files,
    string CommitTitle,
    string CommitBody,
    string Title,
    string Body);

/// <summary>Where a proposal stands.</summary>
public abstract record ProposalOutcome
{
    private ProposalOutcome()
    {
    }

    /// <summary>The pull request is open.</summary>
    public sealed record Opened(int PullRequest, CommitSha Head) : ProposalOutcome;

    /// <summary>It was merged already.</summary>
    public sealed record Merged(int PullRequest, CommitSha Commit) : ProposalOutcome;

    /// <summary>A person closed it without merging.</summary>
    public sealed record Closed(int PullRequest) : ProposalOutcome;

    /// <summary>It cannot be made, and trying again does not help: the reason, in GitHub's words where there are any.</summary>
    public sealed record Refused(string Reason) : ProposalOutcome;
}

/// <summary>What came of a merge.</summary>
public abstract record MergeOutcome
{
    private MergeOutcome()
    {
    }

    public sealed record Merged(CommitSha Commit) : MergeOutcome;

    /// <summary>Not now: a required check is missing, or the base moved. Try again later.</summary>
    public sealed record NotYet(string Reason) : MergeOutcome;

    /// <summary>Conflict, closed, or forbidden by a rule: a person must act.</summary>
    public sealed record Refused(string Reason) : MergeOutcome;
}
