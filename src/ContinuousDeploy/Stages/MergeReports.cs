using System.Collections.Immutable;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Reports;
using ContinuousDeploy.Core.Repositories;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.GitHub;

namespace ContinuousDeploy.Stages;

/// <summary>Shows at GitHub what has become of merges and comments: renders from state, hands it to the reporter.</summary>
public sealed class MergeReports(EnvironmentsRepository repository, IReporter reporter)
{
    /// <returns>Whether every stage of the merge has come to rest, and GitHub shows it.</returns>
    /// <exception cref="GitHubUnavailableException"/>
    public async Task<bool> ReportMergeAsync(CommitSha commit, CancellationToken cancellationToken)
    {
        if (repository.Stream.State.Merges.FirstOrDefault(merge => merge.Commit == commit) is not { } merge)
        {
            return false;
        }

        var view = await ViewAsync(merge, cancellationToken);
        if (merge.IsRebuilt && view.Stages.Length < merge.Pins.Length)
        {
            // GitHub shows more of it than is known here.
            return false;
        }

        await reporter.ReportAsync(repository.Reference, MergeReport.Render(view), cancellationToken);
        return view.Stages.Length == merge.Pins.Length && view.Stages.All(stage => stage.IsSettled);
    }

    /// <exception cref="GitHubUnavailableException"/>
    public async Task ReportCommentAsync(long id, CancellationToken cancellationToken)
    {
        if (repository.Stream.State.Comments.FirstOrDefault(comment => comment.Id == id) is { } comment)
        {
            await reporter.ReportAsync(repository.Reference, CommentReplies.Render(comment), cancellationToken);
        }
    }

    /// <exception cref="GitHubUnavailableException"/>
    public async Task ReportRewrittenAsync(CancellationToken cancellationToken)
    {
        if (repository.Stream.State is { Rewritten: { } rewritten, Accepted: { } accepted })
        {
            var check = HistoryReport.Render(rewritten, accepted);
            await reporter.ReportAsync(repository.Reference, Report.Empty with { Checks = [check] }, cancellationToken);
        }
    }

    /// <summary>Commands that wait for stages are done once those have come to rest.</summary>
    public async Task SettleCommentsAsync(CancellationToken cancellationToken)
    {
        foreach (var comment in repository.Stream.State.Comments.Where(IsUnderway))
        {
            var answers = ImmutableArray.CreateBuilder<CommandAnswer>();
            foreach (var answer in comment.Answers)
            {
                answers.Add(answer.Kind is AnswerKind.Underway ? await SettledAsync(answer, cancellationToken) : answer);
            }

            if (!answers.SequenceEqual(comment.Answers))
            {
                await repository.Stream.ChangeAsync(
                    $"comment {comment.Id} settled",
                    state => state.With(comment with { Answers = answers.ToImmutable() }),
                    cancellationToken);
            }
        }
    }

    private static bool IsUnderway(CommentState comment) =>
        comment.Answers.Any(answer => answer.Kind is AnswerKind.Underway);

    private async Task<CommandAnswer> SettledAsync(CommandAnswer answer, CancellationToken cancellationToken)
    {
        var phases = new List<Phase?>();
        foreach (var stage in answer.Stages)
        {
            phases.Add((await FindAsync(stage, cancellationToken))?.Rollout?.Phase);
        }

        if (!phases.All(phase => phase is Phase.Ended))
        {
            return answer;
        }

        return phases.Any(phase => phase is Phase.Ended { Outcome: Outcome.Errored })
            ? answer with { Kind = AnswerKind.Failed, Text = "The rollback stopped; the comment of the rollout says why." }
            : answer with { Kind = AnswerKind.Done };
    }

    private async Task<MergeView> ViewAsync(Merge merge, CancellationToken cancellationToken)
    {
        var stages = ImmutableArray.CreateBuilder<StageView>();
        foreach (var pin in merge.Pins.OrderBy(pin => pin.Stage.ToString(), StringComparer.Ordinal))
        {
            var state = await FindAsync(pin.Stage, cancellationToken);
            if (state is not null && RolloutOf(state, merge.Commit) is { } rollout)
            {
                stages.Add(new StageView(state, rollout));
            }
        }

        ImmutableArray<Core.Proposals.ProposalState> answers = merge.PullRequest is { } number
            ? [.. repository.Stream.State.Proposals.Where(proposal => proposal.PullRequest == number)]
            : [];
        return new MergeView(merge.Commit, merge.PullRequest, stages.ToImmutable(), answers)
        {
            IsLarge = MergeReport.IsLarge(merge.Pins.Length),
        };
    }

    private static Rollout? RolloutOf(StageState state, CommitSha commit) =>
        state.Past.Prepend(state.Rollout).FirstOrDefault(rollout => rollout?.Request.Commit == commit);

    private Task<StageState?> FindAsync(StageName stage, CancellationToken cancellationToken) =>
        repository.Stages.FindAsync(new StageId(repository.Id, stage.Environment, stage.Application), cancellationToken);
}
