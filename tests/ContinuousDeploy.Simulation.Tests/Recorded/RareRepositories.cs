using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Proposals;
using ContinuousDeploy.Core.Repositories;
using ContinuousDeploy.Simulation.World;

namespace ContinuousDeploy.Simulation.Tests.Recorded;

/// <summary>States of a repository that no simulated history leads to: people who close and rewrite, gaps, refusals.</summary>
internal static class RareRepositories
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly CommitSha Commit = GitHistory.Name(7);
    private static readonly StageName Stage = new("production", "shop");

    public static List<RepositoryState> All =>
    [
        RepositoryState.New(7) with { Accepted = Commit, Rewritten = GitHistory.Name(8), Reconciled = At },
        RepositoryState.New(7) with
        {
            Merges = [new Merge(Commit, 3, [new MergedPin(Stage, new("1.0.0", "sha256:0f"), new("1.1.0", null))], IsRebuilt: true)],
            CommentsSeen = new CommentMark(At, 1_000),
            Gaps = new RepositoryGaps(new GapTally(1, 1), new GapTally(2, 1), new GapTally(3, 0)),
        },
        With(new ProposalStatus.Closed(5)),
        With(new ProposalStatus.Refused(5, "The branch is protected.")),
        With(new ProposalStatus.Refused(null, "The branch is protected.")),
        With(new ProposalStatus.Open(5, Commit, "A review is missing.")),
        With(new ProposalStatus.Unneeded()),
        RepositoryState.New(7).With(CommentState.Received(9, 3, "ada", "/rollback", onPullRequest: false)),
        RepositoryState.New(7).With(
            CommentState.Received(9, 3, "ada", "/resume", true) with
            {
                Answers = [new CommandAnswer("/resume", AnswerKind.Failed, "It was closed.", [Stage])],
            }),
    ];

    private static RepositoryState With(ProposalStatus status) => RepositoryState.New(7) with
    {
        Proposals =
        [
            new ProposalState(
                "resume-9", new ProposalKind.Resume([Stage], "ada", 9), 3, Merge: false, status, At, Attempts: 2),
        ],
    };
}
