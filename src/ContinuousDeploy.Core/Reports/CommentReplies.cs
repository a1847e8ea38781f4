using System.Collections.Immutable;
using System.Text;
using ContinuousDeploy.Core.Comments;
using ContinuousDeploy.Core.Repositories;
using ContinuousDeploy.Core.Rollouts;

namespace ContinuousDeploy.Core.Reports;

/// <summary>Replies to comments with commands, and the reactions on them.</summary>
public static class CommentReplies
{
    /// <summary>What GitHub shows of one comment: 👀 once it is received, then how it ended, and a reply where one is due.</summary>
    public static Report Render(CommentState comment)
    {
        ImmutableArray<ReactionReport> reactions = comment.Reaction is { } reaction
            ? [new ReactionReport(comment.Id, Reaction.Eyes), new ReactionReport(comment.Id, reaction)]
            : [new ReactionReport(comment.Id, Reaction.Eyes)];
        var said = comment.Answers.Where(answer => answer.Text is not null).ToImmutableArray();
        return Report.Empty with
        {
            Reactions = reactions,
            Comments = said.IsEmpty ? [] : [new CommentReport(comment.PullRequest, $"reply-{comment.Id}", Body(said))],
        };
    }

    /// <summary>The answer to <c>/help</c>: only what the caller may do here.</summary>
    public static string Help(IEnumerable<CommandDescription> allowed) =>
        "A command is a line that begins with `/`. You may use these here:\n\n"
        + Markdown.Table(
            ["Command", "What it does", "Who may"],
            allowed.Select(command => (IReadOnlyList<string>)
                [Markdown.Code(command.Usage), command.Purpose, command.WhoMay]))
        + "\nA target is `environment`, `application` or `environment/application`; "
        + "without one, a command is about everything this pull request changes.\n";

    /// <summary>The answer to <c>/status</c>.</summary>
    /// <param name="stages">The stages that were asked about, and what Git pins for each.</param>
    /// <param name="repository">When it was last looked at as a whole, and what was found.</param>
    /// <param name="deliveries">Webhooks about the repository that were asked for again.</param>
    public static string Status(
        IReadOnlyCollection<(StageName Stage, string? Pinned, StageState? State)> stages,
        RepositoryState repository,
        GapTally deliveries)
    {
        var table = Markdown.Table(
            ["Stage", "Git says", "Users get", "State"],
            stages.Select(stage => (IReadOnlyList<string>)
            [
                Markdown.Text(stage.Stage.ToString()),
                Markdown.Code(stage.Pinned ?? "no pin"),
                Markdown.Code(stage.State?.Live?.Version.Version ?? "nothing yet"),
                stage.State is { Rollout: { } rollout } state ? StateOf(state, rollout) : "no rollout yet",
            ]));
        return repository.Reconciled is { } at ? $"{table}\n{GapWords.Of(at, repository.Gaps, deliveries)}\n" : table;
    }

    private static string StateOf(StageState state, Rollout rollout)
    {
        var reason = PhaseWords.ReasonOf(rollout.Phase);
        var words = $"{Markdown.Code(rollout.Request.Version.Version)} {PhaseWords.Of(rollout.Phase)}";
        var said = reason.Length == 0 ? words : $"{words}. {reason}";
        return string.Join(" ", [said, .. TroubleWords.Of(state, rollout)]);
    }

    private static string Body(ImmutableArray<CommandAnswer> answers)
    {
        var body = new StringBuilder();
        foreach (var answer in answers)
        {
            body.Append(Markdown.Code(answer.Line)).Append(answer.Kind is AnswerKind.Refused ? " was refused: " : "\n\n");
            body.Append(answer.Text).Append("\n\n");
        }

        return Markdown.Fit(body.ToString(), Markdown.LongestComment);
    }
}
