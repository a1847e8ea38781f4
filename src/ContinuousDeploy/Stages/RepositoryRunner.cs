using System.Collections.Concurrent;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Comments;
using ContinuousDeploy.Core.Proposals;
using ContinuousDeploy.Core.Repositories;
using ContinuousDeploy.Core.Rollouts;

namespace ContinuousDeploy.Stages;

/// <summary>
/// One environments repository: hints come in, and what they point at is looked at. What decides (commands, pins) and
/// what tells (pull requests, checks, comments) are two lines of errands, so that a slow GitHub never delays a rollback.
/// </summary>
public sealed class RepositoryRunner : IStageListener, IAsyncDisposable
{
    private readonly EnvironmentsRepository repository;
    private readonly RepositoryParts parts;
    private readonly Errands deciding;
    private readonly Errands telling;
    private readonly ReportSchedule schedule;
    private readonly ConcurrentDictionary<long, CommentState> told = [];
    private bool isGoingOn;

    public RepositoryRunner(
        EnvironmentsRepository repository, RepositoryParts parts, WorkInProgress work, ILogger<RepositoryRunner> logger)
    {
        this.repository = repository;
        this.parts = parts;
        deciding = new Errands(repository.Reference.ToString(), work, repository.Time, logger);
        telling = new Errands(repository.Reference.ToString(), work, repository.Time, logger);
        schedule = new ReportSchedule(repository, parts.Reports, parts.Gaps, telling);
    }

    /// <summary>Takes a hint. Commands are saved before this returns; everything else is found again by looking.</summary>
    /// <exception cref="Ledger.LedgerUnavailableException"/>
    public async Task HandleAsync(RepositoryEvent hint, CancellationToken cancellationToken)
    {
        switch (hint)
        {
            case RepositoryEvent.BranchMoved moved:
                if (moved.Branch == repository.Facts.DefaultBranch)
                {
                    parts.Gaps.WasTold();
                    Synchronize();
                }

                break;
            case RepositoryEvent.PullRequestChanged changed:
                parts.Gaps.WasTold();
                Synchronize();
                telling.Add($"plan {changed.PullRequest}", 3, token => PlanAsync(changed.PullRequest, token));
                telling.Add("nudge", 0, NudgeAsync);
                break;
            case RepositoryEvent.CommentWritten comment:
                await ReceiveAsync(comment, cancellationToken);
                break;
            case RepositoryEvent.LookAgain:
                Reconcile();
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Looks at everything: Git, open pull requests, unanswered commands, proposals, reports.</summary>
    public void Reconcile()
    {
        Synchronize();
        deciding.Add("reconciled", 2, token => repository.Stream.LookedAsync(repository.Time.GetUtcNow(), token));
        foreach (var comment in repository.Stream.State.Comments.Where(comment => !comment.IsAnswered))
        {
            Answer(comment);
        }

        telling.Add("comments", 0, SearchCommentsAsync);
        if (!isGoingOn)
        {
            isGoingOn = true;
            deciding.Add("settle", 1, SettleAsync);
        }

        TellAnswers();
        telling.Add("nudge", 0, NudgeAsync);
        telling.Add("open pull requests", 3, PlanAllAsync);
        ReportAll();
    }

    /// <inheritdoc/>
    public Task ChangedAsync(StageId stage, bool settled)
    {
        deciding.Add("settle", 1, SettleAsync);
        schedule.Changed(stage.Name, settled);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task WantRevertAsync(StageId stage, RevertRequest request)
    {
        await repository.Stream.ChangeAsync(
            $"{stage.Name} wants a revert",
            state => Wishes.Revert(state.Proposals, request) is var wanted && wanted == state.Proposals
                ? state
                : state with { Proposals = wanted },
            CancellationToken.None);
        Propose();
    }

    public async ValueTask DisposeAsync()
    {
        await deciding.DisposeAsync();
        await telling.DisposeAsync();
    }

    private void Synchronize() => deciding.Add("synchronize", 1, async token =>
    {
        var known = repository.Stream.State;
        await repository.RefreshAsync(token);
        await parts.Synchronization.RunAsync(token);
        foreach (var merge in repository.Stream.State.Merges.Except(known.Merges))
        {
            schedule.TellSoon(merge.Commit);
            if (known.Accepted is not null)
            {
                Doubt(merge);
            }
        }

        if (repository.Stream.State.Rewritten is not null && known.Rewritten is null)
        {
            telling.Add("report rewritten", 1, parts.Reports.ReportRewrittenAsync);
        }
    });

    /// <summary>A merge is a gap where no webhook has spoken of it by the time that those are given.</summary>
    private void Doubt(Merge merge)
    {
        var found = repository.Time.GetUtcNow();
        deciding.AddAt(found + MissedComments.Grace, $"doubt {merge.Commit}", 3, token =>
            parts.Gaps.WasToldAround(found) ? Task.CompletedTask : parts.Gaps.CountMergeAsync(merge.Commit, token));
    }

    private async Task ReceiveAsync(RepositoryEvent.CommentWritten written, CancellationToken cancellationToken)
    {
        if (written.ByBot || CommentParser.Parse(written.Body).IsEmpty)
        {
            return;
        }

        var received = CommentState.Received(
            written.Comment, written.PullRequest, written.Author, written.Body, written.OnPullRequest);
        await repository.Stream.ChangeAsync(
            $"comment {written.Comment} received",
            state => state.Comments.Any(known => known.Id == written.Comment) ? state : state.With(received),
            cancellationToken);
        Answer(received);
    }

    private async Task SearchCommentsAsync(CancellationToken cancellationToken)
    {
        foreach (var comment in await parts.Comments.RunAsync(cancellationToken))
        {
            Answer(comment);
        }
    }

    private void Answer(CommentState comment)
    {
        ReportComment(comment.Id);
        deciding.Add($"comment {comment.Id}", 0, async token =>
        {
            if (repository.Stream.State.Comments.FirstOrDefault(known => known.Id == comment.Id) is { IsAnswered: false } open)
            {
                // The merge that the comment is about may be seconds old.
                await repository.RefreshAsync(token);
                await parts.Synchronization.RunAsync(token);
                await parts.Commands.RunAsync(open, token);
            }

            await SettleAsync(token);
            Propose();
            ReportComment(comment.Id);
        });
    }

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        var before = repository.Stream.State.Comments;
        await parts.Reports.SettleCommentsAsync(cancellationToken);
        foreach (var comment in repository.Stream.State.Comments.Except(before))
        {
            ReportComment(comment.Id);
        }
    }

    private async Task NudgeAsync(CancellationToken cancellationToken)
    {
        await parts.Proposals.NudgeAsync(cancellationToken);
        await ProposeAsync(cancellationToken);
    }

    private void Propose() => telling.Add("propose", 0, ProposeAsync);

    private async Task ProposeAsync(CancellationToken cancellationToken)
    {
        var before = repository.Stream.State.Proposals;
        if (await parts.Proposals.RunAsync(cancellationToken))
        {
            Synchronize();
        }

        // Also what has failed once more: it may be the failure after which a person should look.
        var changed = repository.Stream.State.Proposals.Except(before).Select(proposal => proposal.PullRequest).ToHashSet();
        foreach (var merge in repository.Stream.State.Merges.Where(merge => changed.Contains(merge.PullRequest)))
        {
            schedule.Tell(merge.Commit);
        }

        if (parts.Proposals.NextDue is { } due && due != DateTimeOffset.MaxValue)
        {
            telling.AddAt(due, "propose", 0, ProposeAsync);
        }
    }

    private async Task PlanAllAsync(CancellationToken cancellationToken)
    {
        var open = await repository.GitHub.OpenPullRequestsAsync(
            repository.Reference, repository.Facts.DefaultBranch, cancellationToken);
        foreach (var pullRequest in open)
        {
            telling.Add($"plan {pullRequest.Number}", 3, token => PlanAsync(pullRequest.Number, token));
        }
    }

    private async Task PlanAsync(int number, CancellationToken cancellationToken)
    {
        // In this order: a pull request that is open after the fetch was not merged in what was fetched.
        await repository.RefreshAsync(cancellationToken);
        if (await repository.GitHub.FindPullRequestAsync(repository.Reference, number, cancellationToken) is { } pullRequest)
        {
            await parts.Plans.RunAsync(pullRequest, cancellationToken);
        }
    }

    private void ReportAll()
    {
        schedule.TellAll();
        if (repository.Stream.State.Rewritten is not null)
        {
            telling.Add("report rewritten", 1, parts.Reports.ReportRewrittenAsync);
        }
    }

    /// <summary>
    /// A crash, or a turn that was saved and not known to be, can have come between an answer and its telling. What GitHub
    /// shows already is not written again.
    /// </summary>
    private void TellAnswers()
    {
        var comments = repository.Stream.State.Comments;
        foreach (var comment in comments.Where(comment => comment.IsAnswered && told.GetValueOrDefault(comment.Id) != comment))
        {
            ReportComment(comment.Id);
        }

        foreach (var forgotten in told.Keys.Except(comments.Select(comment => comment.Id)))
        {
            told.TryRemove(forgotten, out _);
        }
    }

    private void ReportComment(long id)
    {
        var key = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"answer {id}");
        telling.Add(key, 1, async token =>
        {
            var comment = repository.Stream.State.Comments.FirstOrDefault(known => known.Id == id);
            await parts.Gaps.TellAsync(key, () => parts.Reports.ReportCommentAsync(id, token), token);
            if (comment is not null)
            {
                told[id] = comment;
            }
        });
    }
}
