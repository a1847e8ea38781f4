using System.Diagnostics;
using ContinuousDeploy.Core.Proposals;
using ContinuousDeploy.Core.Reports;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.GitHub;

namespace ContinuousDeploy.Stages;

/// <summary>Brings the bot's own pull requests forward, one step at a time; each step can be repeated.</summary>
public sealed partial class ProposalRun(EnvironmentsRepository repository, IProposals proposals, ILogger logger)
{
    /// <summary>When the next step of any proposal may be tried, or null where all are settled or wait for a person.</summary>
    public DateTimeOffset? NextDue => repository.Stream.State.Proposals
        .Where(proposal => !proposal.Status.IsFinal).Min(proposal => proposal.NotBefore);

    /// <summary>Whether anything changed.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var changed = false;
        foreach (var id in repository.Stream.State.Proposals.Select(proposal => proposal.Id).ToList())
        {
            while (Find(id) is { Status.IsFinal: false } proposal && IsDue(proposal))
            {
                if (!await StepAsync(proposal, cancellationToken))
                {
                    break;
                }

                changed = true;
            }
        }

        return changed;
    }

    private ProposalState? Find(string id) =>
        repository.Stream.State.Proposals.FirstOrDefault(proposal => proposal.Id == id);

    private bool IsDue(ProposalState proposal) =>
        proposal.NotBefore is null || proposal.NotBefore <= repository.Time.GetUtcNow();

    /// <summary>Whether the proposal came forward, so that its next step can be tried at once.</summary>
    private async Task<bool> StepAsync(ProposalState proposal, CancellationToken cancellationToken)
    {
        try
        {
            var next = proposal.Status switch
            {
                ProposalStatus.Wanted => await BeginAsync(cancellationToken),
                ProposalStatus.Opening opening => await OpenAsync(proposal, opening, cancellationToken),
                ProposalStatus.Open open when proposal.Merge => await MergeAsync(open, cancellationToken),
                ProposalStatus.Open open => await LookAsync(open, cancellationToken),
                _ => throw new UnreachableException(),
            };
            await SaveAsync(proposal, next, cancellationToken);
            return next != proposal.Status && next is not ProposalStatus.Open { Waits: not null };
        }
        catch (GitHubUnavailableException exception)
        {
            await PauseAsync(proposal, exception, cancellationToken);
            return false;
        }
    }

    private async Task<ProposalStatus> BeginAsync(CancellationToken cancellationToken)
    {
        await repository.RefreshAsync(cancellationToken);
        var tip = repository.Tip ?? throw new GitHubUnavailableException("The default branch is gone.", null);
        return new ProposalStatus.Opening(repository.Time.GetUtcNow(), tip);
    }

    private async Task<ProposalStatus> OpenAsync(
        ProposalState proposal, ProposalStatus.Opening opening, CancellationToken cancellationToken)
    {
        var root = repository.Mirrors.RootAt(repository.Id, opening.On);
        var changes = ProposalEdits.Of(
            proposal.Kind, root, path => repository.Mirrors.Read(repository.Id, opening.On, path), opening.Since);
        switch (changes)
        {
            case FileChanges.Refused refused:
                return new ProposalStatus.Refused(null, refused.Problem.ToString());
            case FileChanges.Ready { Files.IsEmpty: true }:
                return new ProposalStatus.Unneeded();
            case FileChanges.Ready ready:
                var wanted = new Proposal(
                    proposal.Branch,
                    repository.Facts.DefaultBranch,
                    opening.On,
                    ready.Files,
                    ProposalText.Title(proposal.Kind),
                    $"Proposal: {proposal.Id}",
                    ProposalText.Title(proposal.Kind),
                    ProposalText.Body(proposal));
                return StatusOf(await proposals.EnsureAsync(repository.Reference, wanted, cancellationToken));
            default:
                throw new UnreachableException();
        }
    }

    private static ProposalStatus StatusOf(ProposalOutcome outcome) => outcome switch
    {
        ProposalOutcome.Opened opened => new ProposalStatus.Open(opened.PullRequest, opened.Head, null),
        ProposalOutcome.Merged merged => new ProposalStatus.Merged(merged.PullRequest, merged.Commit),
        ProposalOutcome.Closed closed => new ProposalStatus.Closed(closed.PullRequest),
        ProposalOutcome.Refused refused => new ProposalStatus.Refused(null, refused.Reason),
        _ => throw new UnreachableException(),
    };

    private async Task<ProposalStatus> MergeAsync(ProposalStatus.Open open, CancellationToken cancellationToken) =>
        await proposals.MergeAsync(repository.Reference, open.PullRequest, open.Head, cancellationToken) switch
        {
            MergeOutcome.Merged merged => new ProposalStatus.Merged(open.PullRequest, merged.Commit),
            MergeOutcome.NotYet notYet => open with { Waits = notYet.Reason },
            MergeOutcome.Refused refused => new ProposalStatus.Refused(open.PullRequest, refused.Reason),
            _ => throw new UnreachableException(),
        };

    /// <summary>A person merges or closes it.</summary>
    private async Task<ProposalStatus> LookAsync(ProposalStatus.Open open, CancellationToken cancellationToken) =>
        await repository.GitHub.FindPullRequestAsync(repository.Reference, open.PullRequest, cancellationToken) switch
        {
            { MergeCommit: { } commit, Open: false } => new ProposalStatus.Merged(open.PullRequest, commit),
            null or { Open: false } => new ProposalStatus.Closed(open.PullRequest),
            _ => open,
        };

    private Task SaveAsync(ProposalState proposal, ProposalStatus status, CancellationToken cancellationToken)
    {
        var waits = status is ProposalStatus.Open { Waits: not null };
        var attempts = waits ? proposal.Attempts + 1 : 0;
        var notBefore = status switch
        {
            ProposalStatus.Open { Waits: not null } => repository.Time.GetUtcNow() + Backoff.After(attempts),
            // Looked at again at every tick and whenever the pull request changes.
            ProposalStatus.Open when !proposal.Merge && status == proposal.Status => DateTimeOffset.MaxValue,
            _ => (DateTimeOffset?)null,
        };
        var after = proposal with { Status = status, Attempts = attempts, NotBefore = notBefore, Trouble = null };
        return ChangeAsync(proposal, after, cancellationToken);
    }

    private Task PauseAsync(ProposalState proposal, GitHubUnavailableException failure, CancellationToken cancellationToken)
    {
        // Waiting for others, such as required checks, is counted, too, and is no trouble.
        var attempts = proposal.Trouble is null ? 1 : proposal.Attempts + 1;
        var notBefore = repository.Time.GetUtcNow() + (failure.RetryAfter ?? Backoff.After(attempts));
        LogPaused(repository.Reference, proposal.Id, notBefore, failure.Message);
        var after = proposal with { Attempts = attempts, NotBefore = notBefore, Trouble = failure.Message };
        return ChangeAsync(proposal, after, cancellationToken);
    }

    private Task ChangeAsync(ProposalState before, ProposalState after, CancellationToken cancellationToken) =>
        before == after
            ? Task.CompletedTask
            : repository.Stream.ChangeAsync(
                $"proposal {after.Id} is {after.Status.GetType().Name}",
                // What it is for stays as it is by now: more may have joined it while GitHub was asked, or nothing of it
                // is wanted any more. Where another owner has brought it forward meanwhile, that stays.
                state => state.Proposals.FirstOrDefault(proposal => proposal.Id == after.Id) is { } now
                    && now.Status == before.Status
                    ? state.With(after with { Kind = now.Kind })
                    : state,
                cancellationToken);

    /// <summary>Something happened at GitHub: proposals that wait for it are looked at again at once.</summary>
    public Task NudgeAsync(CancellationToken cancellationToken) => repository.Stream.ChangeAsync(
        "proposals looked at again",
        state => state.Proposals.Any(IsWaitingForGitHub)
            ? state with
            {
                Proposals =
                [
                    .. state.Proposals.Select(proposal =>
                        IsWaitingForGitHub(proposal) ? proposal with { NotBefore = null } : proposal),
                ],
            }
            : state,
        cancellationToken);

    private static bool IsWaitingForGitHub(ProposalState proposal) =>
        proposal is { Status: ProposalStatus.Open, NotBefore: not null };

    [LoggerMessage(LogLevel.Warning, "{Repository}: {Proposal} is tried again at {NotBefore:O}: {Reason}")]
    private partial void LogPaused(
        RepositoryReference repository, string proposal, DateTimeOffset notBefore, string reason);
}
