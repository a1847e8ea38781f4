using System.Collections.Immutable;
using ContinuousDeploy.Core.Comments;
using ContinuousDeploy.Core.Repositories;

namespace ContinuousDeploy.Core.Tests.Repositories;

public sealed class MissedCommentsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly RepositoryState Looked = RepositoryState.New(1) with
    {
        CommentsSeen = new CommentMark(Now - TimeSpan.FromMinutes(10), 100),
    };

    [Fact]
    public void A_command_that_no_webhook_brought_is_received_and_counted()
    {
        var state = Look(Looked, Written(101, 2));

        Assert.Equal([101], state.Comments.Select(comment => comment.Id));
        Assert.False(state.Comments[0].IsAnswered);
        Assert.Equal(new GapTally(1, 1), state.Gaps.Comments);
    }

    [Fact]
    public void The_same_look_again_changes_nothing()
    {
        var once = Look(Looked, Written(101, 2));

        Assert.Same(once, Look(once, Written(101, 2)));
    }

    [Fact]
    public void A_command_that_a_webhook_brought_is_no_gap()
    {
        var known = Looked.With(CommentState.Received(101, 3, "writer", "/status", true));

        Assert.Equal(default, Look(known, Written(101, 2)).Gaps);
    }

    [Fact]
    public void A_webhook_is_given_its_time()
    {
        var early = Look(Looked, Written(101, 0));
        Assert.Empty(early.Comments);

        // Something newer has been seen meanwhile: it is not passed over for that.
        var later = MissedComments.Receive(early, [Written(101, 0), Written(102, 0)], Nothing, Now + TimeSpan.FromMinutes(2));
        Assert.Equal([102, 101], later.Comments.Select(comment => comment.Id));
    }

    [Theory]
    [InlineData("Looks good to me.", false)]
    [InlineData("/status", true)]
    public void Conversation_and_other_bots_are_passed_over(string body, bool byBot) =>
        Assert.Empty(Look(Looked, Written(101, 2) with { Body = body, ByBot = byBot }).Comments);

    [Fact]
    public void An_edited_command_is_refused_and_not_carried_out()
    {
        var state = Look(Looked, Written(101, 3) with { Updated = Now - TimeSpan.FromMinutes(2) });

        Assert.Equal(AnswerKind.Refused, Assert.Single(state.Comments[0].Answers).Kind);
    }

    [Fact]
    public void An_old_comment_that_was_edited_into_a_command_stays_conversation() =>
        Assert.Empty(Look(Looked, Written(101, 600) with { Updated = Now - TimeSpan.FromMinutes(2) }).Comments);

    [Fact]
    public void A_command_of_more_than_three_days_ago_is_refused()
    {
        var longAgo = Looked with { CommentsSeen = new CommentMark(Now - TimeSpan.FromDays(5), 100) };

        var state = Look(longAgo, Written(101, 4 * 24 * 60));

        Assert.Contains("3 days", Assert.Single(state.Comments[0].Answers).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_under_an_issue_is_refused_as_a_webhook_would_have_been() => Assert.Equal(
        CommentState.Received(101, 3, "writer", "/status", false).Answers,
        Look(Looked, Written(101, 2) with { OnPullRequest = false }).Comments[0].Answers);

    [Fact]
    public void At_the_first_look_only_what_the_bot_left_open_is_carried_out()
    {
        var fresh = RepositoryState.New(1);
        ImmutableArray<ListedComment> listed = [Written(50, 60), Written(51, 50), Written(52, 40) with { Body = "Thanks!" }];
        Assert.Equal([50, 51], MissedComments.Doubtful(fresh, listed).Select(comment => comment.Id));

        var state = MissedComments.Receive(fresh, listed, new HashSet<long> { 51 }, Now);
        Assert.Equal([51], state.Comments.Select(comment => comment.Id));

        var next = MissedComments.Receive(state, listed, Nothing, Now + TimeSpan.FromMinutes(1));
        Assert.Same(state, next);
    }

    [Fact]
    public void Later_looks_ask_for_the_same_until_there_is_something_new()
    {
        var first = MissedComments.Receive(RepositoryState.New(1), [Written(50, 60)], Nothing, Now);

        Assert.Equal(MissedComments.Since(first, Now), MissedComments.Since(first, Now + TimeSpan.FromDays(1)));
        Assert.Equal(Now - TimeSpan.FromMinutes(65), MissedComments.Since(first, Now));
    }

    [Fact]
    public void What_was_carried_out_and_forgotten_is_not_carried_out_again()
    {
        var flooded = Enumerable.Range(200, RepositoryState.Kept).Aggregate(
            Looked, (state, id) => state.With(CommentState.Received(id, 3, "writer", "/status", true)));

        Assert.Same(flooded, Look(flooded, Written(150, 11)));
    }

    private static ImmutableHashSet<long> Nothing => [];

    private static RepositoryState Look(RepositoryState state, ListedComment comment) =>
        MissedComments.Receive(state, [comment], Nothing, Now);

    private static ListedComment Written(long id, int minutesAgo)
    {
        var at = Now - TimeSpan.FromMinutes(minutesAgo);
        return new ListedComment(id, 3, true, "writer", false, "/status", at, at);
    }
}
