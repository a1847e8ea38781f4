using System.Collections.Immutable;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Access;
using ContinuousDeploy.Core.Comments;
using ContinuousDeploy.Core.Reports;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.GitHub.Transport;
using ContinuousDeploy.Simulation.World;

namespace ContinuousDeploy.Simulation.Bot;

/// <summary>GitHub as one process reaches it.</summary>
public sealed class SimulatedGitHub(GitHubSite site, GitHubLine line, Flaw flaw) : IRepositories, IProposals
{
    public static RepositoryReference Repository { get; } = new(1, 1, "acme", "environments");

    private static RepositoryFacts Facts { get; } =
        new(Repository, "main", new Uri("https://github.example/acme/environments.git"), Archived: false);

    public Task<RepositoryFacts?> FindAsync(RepositoryReference repository, CancellationToken cancellationToken) =>
        CallAsync<RepositoryFacts?>(() => Facts, cancellationToken);

    public Task<ImmutableArray<RepositoryReference>> ListAsync(CancellationToken cancellationToken) =>
        CallAsync(() => ImmutableArray.Create(Repository), cancellationToken);

    public Task<PullRequestFacts?> FindPullRequestAsync(
        RepositoryReference repository, int number, CancellationToken cancellationToken) =>
        CallAsync(() => number <= site.PullRequests.Count ? FactsOf(site.PullRequests[number - 1]) : null, cancellationToken);

    public Task<ImmutableArray<PullRequestFacts>> OpenPullRequestsAsync(
        RepositoryReference repository, string baseBranch, CancellationToken cancellationToken) =>
        CallAsync(
            () => site.PullRequests.Where(pull => pull.IsOpen).Reverse().Select(FactsOf).ToImmutableArray(),
            cancellationToken);

    public Task<ImmutableArray<PullRequestFacts>> PullRequestsOfAsync(
        RepositoryReference repository, CommitSha commit, CancellationToken cancellationToken) =>
        CallAsync(
            () => site.PullRequests.Where(pull => pull.MergeCommit == commit).Select(FactsOf).ToImmutableArray(),
            cancellationToken);

    public Task<RepositoryRole> PermissionOfAsync(
        RepositoryReference repository, string login, CancellationToken cancellationToken) =>
        CallAsync(
            () => flaw is Flaw.EverybodyMayWrite ? RepositoryRole.Write : site.Roles.GetValueOrDefault(login),
            cancellationToken);

    public Task<bool> IsTeamMemberAsync(
        RepositoryReference repository, string team, string login, CancellationToken cancellationToken) =>
        CallAsync(() => false, cancellationToken);

    public Task<CommentFacts?> FindCommentAsync(
        RepositoryReference repository, long comment, CancellationToken cancellationToken) =>
        CallAsync(
            () => site.Comments.GetValueOrDefault(comment) is { IsDeleted: false } there
                ? new CommentFacts(there.Id, there.Author, there.Body, Edited: false)
                : null,
            cancellationToken);

    public Task<ImmutableArray<ListedComment>> CommentsSinceAsync(
        RepositoryReference repository, DateTimeOffset since, CancellationToken cancellationToken) =>
        CallAsync(
            () => site.Comments.Values.Where(comment => !comment.IsDeleted && comment.Written >= since)
                .OrderBy(comment => comment.Id)
                .Select(comment => new ListedComment(
                    comment.Id, comment.PullRequest, true, comment.Author, false, comment.Body, comment.Written, comment.Written))
                .ToImmutableArray(),
            cancellationToken);

    /// <summary>Only after a loss of the ledger is anybody asked for these, and here it is never lost.</summary>
    public Task<ImmutableArray<Reaction>> OwnReactionsAsync(
        RepositoryReference repository, long comment, CancellationToken cancellationToken) =>
        CallAsync(() => ImmutableArray<Reaction>.Empty, cancellationToken);

    public Task<DeploymentFacts?> FindDeploymentAsync(
        RepositoryReference repository, CommitSha commit, string environment, string key, CancellationToken cancellationToken) =>
        CallAsync<DeploymentFacts?>(() => null, cancellationToken);

    public Task<string> GitTokenAsync(RepositoryReference repository, CancellationToken cancellationToken) =>
        line.AsAppAsync(HttpMethod.Get, () => "token", cancellationToken);

    /// <summary>A look, and where there is nothing yet, a branch with a commit and then a pull request.</summary>
    public async Task<ProposalOutcome> EnsureAsync(
        RepositoryReference repository, Proposal proposal, CancellationToken cancellationToken)
    {
        if (await CallAsync(() => site.HasBranch(proposal.Branch), cancellationToken))
        {
            return site.Ensure(proposal);
        }

        await line.ChangeAsync(CallPriority.Urgent, () => true, cancellationToken);
        return await line.ChangeAsync(CallPriority.Urgent, () => site.Ensure(proposal), cancellationToken);
    }

    public Task<MergeOutcome> MergeAsync(
        RepositoryReference repository, int pullRequest, CommitSha head, CancellationToken cancellationToken) =>
        line.ChangeAsync(CallPriority.Urgent, () => site.MergeProposal(pullRequest), cancellationToken);

    private static PullRequestFacts FactsOf(PullRequest pull) => new(
        pull.Number,
        $"Pull request {pull.Number}",
        pull.Author,
        pull.Head,
        Facts.DefaultBranch,
        pull.IsOpen,
        FromFork: false,
        pull.MergeCommit,
        new Uri($"https://github.example/acme/environments/pull/{pull.Number}"));

    private Task<T> CallAsync<T>(Func<T> effect, CancellationToken cancellationToken) =>
        line.AskAsync(effect, cancellationToken);
}
