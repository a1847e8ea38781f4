using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Access;
using ContinuousDeploy.Core.Reports;
using ContinuousDeploy.GitHub;

namespace ContinuousDeploy.Simulation.World;

/// <summary>A pull request at GitHub.</summary>
public sealed class PullRequest(int number, string branch, string author, CommitSha from, CommitSha head)
{
    public int Number => number;

    public string Branch => branch;

    public string Author => author;

    /// <summary>Where it left the default branch.</summary>
    public CommitSha From => from;

    public CommitSha Head => head;

    public bool IsOpen { get; set; } = true;

    public CommitSha? MergeCommit { get; set; }

    /// <summary>What the bot made it of; null for a person's.</summary>
    public Proposal? Proposed { get; set; }
}

/// <summary>A comment on a pull request.</summary>
public sealed class Comment(long id, int pullRequest, string author, string body, DateTimeOffset written)
{
    public long Id => id;

    public int PullRequest => pullRequest;

    public string Author => author;

    public DateTimeOffset Written => written;

    public string Body { get; set; } = body;

    public bool IsDeleted { get; set; }
}

/// <summary>GitHub as far as the bot sees it: pull requests, comments, roles, and what the bot has shown.</summary>
public sealed class GitHubSite(GitHistory git, CallerBudget app, CallerBudget installation)
{
    private readonly List<PullRequest> pullRequests = [];

    public GitHistory Git => git;

    public CallerBudget AppBudget => app;

    public CallerBudget InstallationBudget => installation;

    public IReadOnlyList<PullRequest> PullRequests => pullRequests;

    public Dictionary<long, Comment> Comments { get; } = [];

    public Dictionary<string, RepositoryRole> Roles { get; } = new(StringComparer.Ordinal);

    /// <summary>What the bot's check runs say, by commit and key.</summary>
    public Dictionary<(CommitSha Commit, string Key), CheckRunReport> Checks { get; } = [];

    /// <summary>What the bot's comments say, by pull request and key.</summary>
    public Dictionary<(int PullRequest, string Key), CommentReport> Answers { get; } = [];

    /// <summary>What the bot's deployments say, by key.</summary>
    public Dictionary<string, DeploymentReport> Deployments { get; } = new(StringComparer.Ordinal);

    /// <summary>The bot's reactions to comments.</summary>
    public HashSet<ReactionReport> Reactions { get; } = [];

    /// <summary>What the bot remembers to have written, by its own keys; its reporter keeps that in the ledger.</summary>
    public Dictionary<string, string> Posted { get; } = new(StringComparer.Ordinal);

    /// <summary>Called when something happens that GitHub sends a webhook for.</summary>
    public Action<PullRequest> PullRequestChanged { get; set; } = _ => { };

    public Action BranchMoved { get; set; } = () => { };

    public PullRequest Open(string branch, string author, CommitSha from, CommitSha head)
    {
        var pullRequest = new PullRequest(pullRequests.Count + 1, branch, author, from, head);
        pullRequests.Add(pullRequest);
        PullRequestChanged(pullRequest);
        return pullRequest;
    }

    /// <returns>False where it conflicts or is closed.</returns>
    public bool Merge(PullRequest pullRequest)
    {
        if (!pullRequest.IsOpen || git.MergeOf(pullRequest.From, pullRequest.Head) is not { } changes)
        {
            return pullRequest.MergeCommit is not null;
        }

        pullRequest.MergeCommit = git.Publish(changes);
        pullRequest.IsOpen = false;
        PullRequestChanged(pullRequest);
        BranchMoved();
        return true;
    }

    public void Close(PullRequest pullRequest)
    {
        pullRequest.IsOpen = false;
        PullRequestChanged(pullRequest);
    }

    public bool HasBranch(string name) => pullRequests.Exists(known => known.Branch == name);

    public ProposalOutcome Ensure(Proposal proposal)
    {
        if (pullRequests.Find(known => known.Branch == proposal.Branch) is not { } there)
        {
            var files = GitHistory.With(git[proposal.On].Files, proposal.Files);
            var head = git.Commit(proposal.On, files);
            there = Open(proposal.Branch, "bot", proposal.On, head.Sha);
            there.Proposed = proposal;
        }

        return there switch
        {
            { MergeCommit: { } commit } => new ProposalOutcome.Merged(there.Number, commit),
            { IsOpen: false } => new ProposalOutcome.Closed(there.Number),
            _ => new ProposalOutcome.Opened(there.Number, there.Head),
        };
    }

    public MergeOutcome MergeProposal(int number)
    {
        var pullRequest = pullRequests[number - 1];
        return Merge(pullRequest)
            ? new MergeOutcome.Merged(pullRequest.MergeCommit!.Value)
            : new MergeOutcome.Refused("It conflicts with the default branch, or was closed.");
    }

    public void Show(Report report)
    {
        foreach (var check in report.Checks)
        {
            Checks[(check.Head, check.Key)] = check;
        }

        foreach (var comment in report.Comments)
        {
            Answers[(comment.PullRequest, comment.Key)] = comment;
        }

        foreach (var deployment in report.Deployments)
        {
            Deployments[deployment.Key] = deployment;
        }

        Reactions.UnionWith(report.Reactions);
    }
}
