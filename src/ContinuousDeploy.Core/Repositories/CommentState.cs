using System.Collections.Immutable;
using ContinuousDeploy.Core.Reports;

namespace ContinuousDeploy.Core.Repositories;

/// <summary>A comment with commands, from receipt to answer. Its id is what keeps a command from running twice.</summary>
/// <param name="Body">As it was when it was received.</param>
/// <param name="Answers">One for each command, once they have been carried out; empty before.</param>
public sealed record CommentState(
    long Id, int PullRequest, string Author, string Body, ImmutableArray<CommandAnswer> Answers)
{
    public bool IsAnswered => !Answers.IsEmpty;

    /// <summary>A comment as it comes in. Under an issue its commands are refused at once.</summary>
    public static CommentState Received(long id, int number, string author, string body, bool onPullRequest)
    {
        var received = new CommentState(id, number, author, body, []);
        return onPullRequest ? received : received.Refused("commands work in pull requests, not in issues.");
    }

    /// <summary>Answers the whole comment with a refusal.</summary>
    public CommentState Refused(string text) =>
        this with { Answers = [CommandAnswer.Refused(Body.Split('\n')[0].TrimEnd(), text)] };

    /// <summary>The reaction that says how it stands, or null while it is being carried out.</summary>
    public Reaction? Reaction => Answers switch
    {
        [] => null,
        _ when Answers.Any(answer => answer.Kind is AnswerKind.Refused) => Reports.Reaction.Confused,
        _ when Answers.Any(answer => answer.Kind is AnswerKind.Failed) => Reports.Reaction.ThumbsDown,
        _ when Answers.Any(answer => answer.Kind is AnswerKind.Underway) => null,
        _ => Reports.Reaction.Rocket,
    };
}

/// <summary>What came of one command.</summary>
/// <param name="Line">The command as it was written.</param>
/// <param name="Text">What to reply, as Markdown, or null where the reaction says it all.</param>
/// <param name="Stages">The stages it waits for while it is under way.</param>
public sealed record CommandAnswer(string Line, AnswerKind Kind, string? Text, ImmutableArray<StageName> Stages)
{
    public static CommandAnswer Done(string line, string? text = null) => new(line, AnswerKind.Done, text, []);

    public static CommandAnswer Refused(string line, string text) => new(line, AnswerKind.Refused, text, []);
}

public enum AnswerKind
{
    Underway,
    Done,
    Failed,
    Refused,
}
