using System.Collections.Immutable;
using ContinuousDeploy.Core.Pins;
using ContinuousDeploy.Core.Proposals;

namespace ContinuousDeploy.Core.Repositories;

/// <summary>Everything the bot knows and wants of one environments repository beyond its stages.</summary>
/// <param name="Accepted">The newest commit of the default branch whose pins the stages have been told.</param>
/// <param name="Rewritten">Where the default branch points since its history was rewritten; nothing is deployed until a
/// person accepts it.</param>
/// <param name="Merges">Commits that changed pins, newest first.</param>
/// <param name="Proposals">The bot's own pull requests, oldest first.</param>
/// <param name="Comments">Comments with commands, newest first.</param>
/// <param name="Reconciled">When Git and GitHub were last looked at as a whole.</param>
/// <param name="CommentsSeen">How far GitHub has been asked for comments, or null where it never was.</param>
/// <param name="Gaps">What the bot should have been told of and had to find itself.</param>
/// <param name="FirstSeen">The tip that stages are told of at first sight. Written down before any of them is told, so that
/// whoever goes on with it, or does it at the same time, tells them the same.</param>
public sealed record RepositoryState(
    long Id,
    CommitSha? Accepted,
    CommitSha? Rewritten,
    ImmutableArray<Merge> Merges,
    ImmutableArray<ProposalState> Proposals,
    ImmutableArray<CommentState> Comments,
    DateTimeOffset? Reconciled,
    CommentMark? CommentsSeen = null,
    RepositoryGaps Gaps = default,
    CommitSha? FirstSeen = null)
{
    /// <summary>How much is remembered; what is older is in the ledger's events and at GitHub.</summary>
    public const int Kept = 50;

    public static RepositoryState New(long id) => new(id, null, null, [], [], [], null);

    /// <summary>Remembers a merge; one that is known already changes nothing.</summary>
    public RepositoryState With(Merge merge) => Merges.Any(known => known.Commit == merge.Commit)
        ? this
        : this with { Merges = [merge, .. Merges.Take(Kept - 1)] };

    /// <summary>Puts a proposal in the place of the one with its id.</summary>
    public RepositoryState With(ProposalState proposal) => this with
    {
        Proposals = [.. Proposals.Select(known => known.Id == proposal.Id ? proposal : known)],
    };

    /// <summary>Puts a comment in the place of the one with its id, or in front.</summary>
    public RepositoryState With(CommentState comment) => this with
    {
        Comments = Comments.Any(known => known.Id == comment.Id)
            ? [.. Comments.Select(known => known.Id == comment.Id ? comment : known)]
            : [comment, .. Comments.Take(Kept - 1)],
    };

    /// <summary>Counts gaps that were found, or closed.</summary>
    public RepositoryState WithGap(GapKind kind, GapTally gap) => this with { Gaps = Gaps.With(kind, gap) };
}

/// <summary>A commit of the default branch that changed pins.</summary>
/// <param name="IsRebuilt">Whether it was found again after a loss of the ledger: of stages that have moved on since,
/// nothing is known any more but what GitHub shows.</param>
public sealed record Merge(
    CommitSha Commit, int? PullRequest, ImmutableArray<MergedPin> Pins, bool IsRebuilt = false);

/// <param name="From">Null for the first pin of a stage.</param>
public sealed record MergedPin(StageName Stage, PinnedVersion? From, PinnedVersion To);
