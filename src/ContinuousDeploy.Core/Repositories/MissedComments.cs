using System.Collections.Immutable;
using ContinuousDeploy.Core.Comments;
using ContinuousDeploy.Core.Deliveries;

namespace ContinuousDeploy.Core.Repositories;

/// <summary>
/// Decides which comments hold commands that no webhook has brought. A comment's id is its key: one that is known
/// already is not taken again, whoever brought it.
/// </summary>
public static class MissedComments
{
    /// <summary>Webhooks are given so long to come by themselves.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>What is older is not carried out any more: GitHub's own redelivery ends there too.</summary>
    public static readonly TimeSpan Oldest = Redelivery.Window;

    /// <summary>How far each look goes back behind the one before: lists of comments can lag.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    /// <summary>From when on GitHub is asked for comments; the same again and again while there are no new ones.</summary>
    public static DateTimeOffset Since(RepositoryState state, DateTimeOffset now) =>
        state.CommentsSeen is { } seen ? seen.Through - Overlap : now - Oldest;

    /// <summary>
    /// At the first look, as after a loss of the ledger, the comments that may have been left half done: those are the
    /// ones that GitHub has to be asked about.
    /// </summary>
    public static ImmutableArray<ListedComment> Doubtful(RepositoryState state, ImmutableArray<ListedComment> listed) =>
        state.CommentsSeen is null
            ? [.. listed.Where(comment => HoldsCommand(comment) && !IsKnown(state, comment) && !IsEdited(comment))]
            : [];

    /// <summary>Takes in what was missed, counts it, and remembers how far the look went.</summary>
    /// <param name="leftOpen">Which of the doubtful ones the bot has received once and not answered.</param>
    public static RepositoryState Receive(
        RepositoryState state, ImmutableArray<ListedComment> listed, IReadOnlySet<long> leftOpen, DateTimeOffset now)
    {
        var missed = state.CommentsSeen is { } seen
            ? listed.Where(comment => IsMissed(state, seen, comment, now))
            : listed.Where(comment => leftOpen.Contains(comment.Id) && !IsKnown(state, comment));
        var next = missed.Select(comment => Received(comment, now)).Aggregate(state, (sum, comment) =>
            sum.With(comment).WithGap(GapKind.Comment, new GapTally(1, 1)));
        var mark = MarkAfter(state.CommentsSeen, listed, now);
        return mark == state.CommentsSeen && ReferenceEquals(next, state) ? state : next with { CommentsSeen = mark };
    }

    private static bool IsMissed(RepositoryState state, CommentMark seen, ListedComment comment, DateTimeOffset now) =>
        comment.Id > seen.Before
        && comment.Created >= seen.Through - Overlap
        && comment.Created <= now - Grace
        && HoldsCommand(comment)
        && !IsKnown(state, comment)
        && !IsForgotten(state, comment);

    private static bool HoldsCommand(ListedComment comment) =>
        !comment.ByBot && !CommentParser.Parse(comment.Body).IsEmpty;

    private static bool IsEdited(ListedComment comment) => comment.Updated > comment.Created;

    private static bool IsKnown(RepositoryState state, ListedComment comment) =>
        state.Comments.Any(known => known.Id == comment.Id);

    /// <summary>GitHub's ids grow: what is older than all that is remembered may have been carried out and forgotten.</summary>
    private static bool IsForgotten(RepositoryState state, ListedComment comment) =>
        state.Comments.Length >= RepositoryState.Kept && comment.Id < state.Comments.Min(known => known.Id);

    private static CommentState Received(ListedComment comment, DateTimeOffset now)
    {
        var received = CommentState.Received(
            comment.Id, comment.Number, comment.Author, comment.Body, comment.OnPullRequest);
        return comment switch
        {
            _ when IsEdited(comment) => received.Refused(
                "the comment was edited before the bot heard of it. Write a new one."),
            _ when comment.Created < now - Oldest => received.Refused(
                $"the bot heard of this comment only now, more than {Oldest.Days} days later. "
                + "Write it again if it is still wanted."),
            _ => received,
        };
    }

    /// <summary>The look does not go beyond a comment that is still given its time.</summary>
    private static CommentMark MarkAfter(CommentMark? seen, ImmutableArray<ListedComment> listed, DateTimeOffset now)
    {
        if (seen is null)
        {
            return new CommentMark(
                listed.Select(comment => comment.Updated).DefaultIfEmpty(now - Overlap).Max(),
                listed.Select(comment => comment.Id).DefaultIfEmpty().Max());
        }

        var waiting = listed.Where(comment => comment.Created > now - Grace).Select(comment => comment.Created);
        var through = waiting.DefaultIfEmpty(listed.Select(comment => comment.Updated).DefaultIfEmpty().Max()).Min();
        return through > seen.Through ? seen with { Through = through } : seen;
    }
}

/// <summary>How far GitHub has been asked for comments.</summary>
/// <param name="Through">Up to when, by GitHub's clock.</param>
/// <param name="Before">The newest comment that was there at the first look. Up to it, webhooks alone bring commands: from
/// before the app was installed there may be some that were meant for somebody else.</param>
public sealed record CommentMark(DateTimeOffset Through, long Before);
