using System.Net;
using ContinuousDeploy.Core;
using Octokit;

namespace ContinuousDeploy.GitHub.Proposing;

/// <summary>Merges a pull request at one head, and says what a refusal means.</summary>
public sealed class ProposalMerge(Redaction redaction)
{
    // A repository may allow any of these, and says so only when asked.
    private static readonly PullRequestMergeMethod[] Methods =
        [PullRequestMergeMethod.Merge, PullRequestMergeMethod.Squash, PullRequestMergeMethod.Rebase];

    public async Task<MergeOutcome> SendAsync(
        GitHubClient client, RepositoryReference repository, int number, CommitSha head)
    {
        var words = "";
        foreach (var method in Methods)
        {
            try
            {
                var merged = await client.PullRequest.Merge(
                    repository.Owner,
                    repository.Name,
                    number,
                    new MergePullRequest { Sha = head.Value, MergeMethod = method });
                return new MergeOutcome.Merged(Answer.Commit(merged.Sha));
            }
            catch (ApiException problem) when (problem.StatusCode != HttpStatusCode.NotFound)
            {
                words = RefusalWords.Of(problem, redaction);
                if (!IsMethodRefused(words))
                {
                    return await ExplainAsync(client, repository, number, head, words);
                }
            }
            catch (NotFoundException)
            {
                return new MergeOutcome.Refused($"There is no pull request #{number}.");
            }
        }

        return new MergeOutcome.Refused(words);
    }

    // GitHub's words are for people and change; the pull request itself says what is the matter.
    private static async Task<MergeOutcome> ExplainAsync(
        GitHubClient client, RepositoryReference repository, int number, CommitSha head, string words)
    {
        var pull = await client.PullRequest.Get(repository.Owner, repository.Name, number);
        return pull switch
        {
            { MergedAt: not null } => new MergeOutcome.Merged(Answer.Commit(pull.MergeCommitSha)),
            { State.StringValue: "closed" } => new MergeOutcome.Refused($"#{number} was closed without merging."),
            _ when pull.Head?.Sha != head.Value => new MergeOutcome.Refused(
                $"#{number} was changed after it was opened. Look at it and merge it by hand."),
            { Draft: true } => new MergeOutcome.Refused($"#{number} was made a draft."),
            { Mergeable: false } => new MergeOutcome.Refused(
                $"#{number} conflicts with its base branch. Resolve the conflict and merge it by hand."),
            _ when IsReviewMissing(words) => new MergeOutcome.Refused(words),
            _ => new MergeOutcome.NotYet(words),
        };
    }

    private static bool IsMethodRefused(string words) =>
        words.Contains("not allowed on this repository", StringComparison.OrdinalIgnoreCase);

    // "Base branch was modified. Review and try the merge again." is not about a review.
    private static bool IsReviewMissing(string words) =>
        words.Contains("approving review", StringComparison.OrdinalIgnoreCase)
        || words.Contains("owner review", StringComparison.OrdinalIgnoreCase)
        || words.Contains("have been requested", StringComparison.OrdinalIgnoreCase);
}
