using ContinuousDeploy.Core;
using ContinuousDeploy.GitHub.Authentication;
using ContinuousDeploy.GitHub.Reporting;
using ContinuousDeploy.GitHub.Transport;
using Octokit;

namespace ContinuousDeploy.GitHub.Proposing;

/// <summary>Opens and merges the bot's own pull requests.</summary>
public sealed class Proposals(
    GitHubClients clients, ProposalBranch branches, ProposalMerge merge, Redaction redaction) : IProposals
{
    private const int MostBodyBytes = 60_000;
    private const string CutMark = "\n\n… cut: the rest is longer than GitHub takes.";

    public Task<ProposalOutcome> EnsureAsync(
        RepositoryReference repository, Proposal proposal, CancellationToken cancellationToken)
    {
        var client = clients.For(repository, TokenPurpose.Propose, CallPriority.Urgent, cancellationToken);
        return RefusalWords.UnexpectedAsync(
            () => EnsureAsync(client, repository, proposal, cancellationToken), redaction);
    }

    public Task<MergeOutcome> MergeAsync(
        RepositoryReference repository, int pullRequest, CommitSha head, CancellationToken cancellationToken)
    {
        var client = clients.For(repository, TokenPurpose.Propose, CallPriority.Urgent, cancellationToken);
        return RefusalWords.UnexpectedAsync(
            () => merge.SendAsync(client, repository, pullRequest, head), redaction);
    }

    private async Task<ProposalOutcome> EnsureAsync(
        GitHubClient client,
        RepositoryReference repository,
        Proposal proposal,
        CancellationToken cancellationToken)
    {
        var existing = await FindAsync(client, repository, proposal);
        if (existing is { MergedAt: not null })
        {
            return new ProposalOutcome.Merged(existing.Number, Answer.Commit(existing.MergeCommitSha));
        }

        if (existing is { State.StringValue: "closed" })
        {
            return new ProposalOutcome.Closed(existing.Number);
        }

        return await branches.EnsureAsync(client, repository, proposal, cancellationToken) switch
        {
            CommitOutcome.Made { Commit: var head } when existing is not null =>
                new ProposalOutcome.Opened(existing.Number, head),
            CommitOutcome.Made { Commit: var head } => await OpenAsync(client, repository, proposal, head),
            CommitOutcome.Refused { Reason: var reason } => new ProposalOutcome.Refused(reason),
            var other => throw new InvalidOperationException($"{other} is no end of making a branch."),
        };
    }

    // The one that settles the matter: a merged one, else an open one, else the newest closed one.
    private static async Task<PullRequest?> FindAsync(
        GitHubClient client, RepositoryReference repository, Proposal proposal)
    {
        var all = await client.PullRequest.GetAllForRepository(
            repository.Owner,
            repository.Name,
            new PullRequestRequest
            {
                State = ItemStateFilter.All,
                Head = $"{repository.Owner}:{proposal.Branch}",
                Base = proposal.BaseBranch,
            },
            GitHubClients.Pages);
        return all
            .Where(pull => pull.Head?.Ref == proposal.Branch && IsOwn(pull, repository))
            .OrderByDescending(pull => pull.MergedAt is not null)
            .ThenByDescending(pull => pull.State.StringValue == "open")
            .ThenByDescending(pull => pull.Number)
            .FirstOrDefault();
    }

    // An organisation's fork of its own repository has the same owner.
    private static bool IsOwn(PullRequest pull, RepositoryReference repository) =>
        pull.Head.Repository is null || pull.Head.Repository.Id == repository.Id;

    private async Task<ProposalOutcome> OpenAsync(
        GitHubClient client, RepositoryReference repository, Proposal proposal, CommitSha head)
    {
        try
        {
            var opened = await client.PullRequest.Create(
                repository.Owner,
                repository.Name,
                new NewPullRequest(redaction.Clean(proposal.Title), proposal.Branch, proposal.BaseBranch)
                {
                    Body = ByteLimit.Cut(redaction.Clean(proposal.Body), MostBodyBytes, CutMark),
                });
            return new ProposalOutcome.Opened(opened.Number, head);
        }
        catch (ApiException problem)
        {
            // Somebody else may have opened it in the same moment.
            return await FindAsync(client, repository, proposal) is { State.StringValue: "open" } existing
                ? new ProposalOutcome.Opened(existing.Number, head)
                : new ProposalOutcome.Refused(
                    $"GitHub opened no pull request from '{proposal.Branch}': {RefusalWords.Of(problem, redaction)}");
        }
    }
}
