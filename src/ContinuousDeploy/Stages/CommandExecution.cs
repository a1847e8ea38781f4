using System.Collections.Immutable;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Access;
using ContinuousDeploy.Core.Comments;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Repositories;
using ContinuousDeploy.GitHub;

namespace ContinuousDeploy.Stages;

/// <summary>
/// Carries out the commands of one comment. Who wrote it, what it says and what the writer may do is asked of GitHub
/// now, not taken from the webhook.
/// </summary>
public sealed class CommandExecution(
    EnvironmentsRepository repository, CallerLookup callers, StageCommands stages)
{
    /// <summary>
    /// Answers every command of a received comment. What the commands change in the repository is saved in one write with
    /// the answers: whoever repeats them after a crash would find them done, and refuse.
    /// </summary>
    /// <exception cref="GitHubUnavailableException"/>
    public async Task RunAsync(CommentState comment, CancellationToken cancellationToken)
    {
        var outcomes = await OutcomesAsync(comment, cancellationToken);
        await repository.Stream.ChangeAsync(
            $"comment {comment.Id} answered",
            state => state.Comments.Any(known => known.Id == comment.Id && known.IsAnswered)
                ? state
                : outcomes.Aggregate(state, (sum, outcome) => outcome.Change(sum))
                    .With(comment with { Answers = [.. outcomes.Select(outcome => outcome.Answer)] }),
            cancellationToken);
    }

    private async Task<ImmutableArray<CommandOutcome>> OutcomesAsync(
        CommentState comment, CancellationToken cancellationToken)
    {
        var lines = CommentParser.Parse(comment.Body);
        var written = await repository.GitHub.FindCommentAsync(repository.Reference, comment.Id, cancellationToken);
        if (written is null || written.Body.ReplaceLineEndings("\n") != comment.Body.ReplaceLineEndings("\n"))
        {
            var why = written is null ? "the comment was deleted" : "the comment was edited";
            return [CommandAnswer.Refused(lines[0].Text, $"{why} before it was carried out. Write a new one.")];
        }

        var asked = new Asked(comment, written.Author, ManifestNow());
        var outcomes = ImmutableArray.CreateBuilder<CommandOutcome>();
        foreach (var line in lines)
        {
            outcomes.Add(line switch
            {
                CommandLine.Rejected rejected => CommandAnswer.Refused(rejected.Text, rejected.Explanation),
                CommandLine.Recognized recognized => await OutcomeAsync(asked, recognized, cancellationToken),
                _ => throw new System.Diagnostics.UnreachableException(),
            });
        }

        return outcomes.ToImmutable();
    }

    private async Task<CommandOutcome> OutcomeAsync(
        Asked asked, CommandLine.Recognized line, CancellationToken cancellationToken) => line.Command switch
        {
            Command.Help => await HelpAsync(asked, line.Text, cancellationToken),
            Command.Status status => await StatusAsync(asked, status, line.Text, cancellationToken),
            Command.Rollback rollback => await stages.RollbackAsync(asked, rollback, line.Text, cancellationToken),
            Command.Resume resume => await stages.ResumeAsync(asked, resume, line.Text, cancellationToken),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>Only what the caller may do somewhere in this repository.</summary>
    private async Task<CommandAnswer> HelpAsync(Asked asked, string line, CancellationToken cancellationToken)
    {
        var caller = await callers.FindAsync(asked.Author, asked.AllRoles, cancellationToken);
        var settings = asked.Manifest.Stages.Values.Select(stage => stage.Settings).ToList();
        var allowed = CommandNames.Working.Where(command => command.Name switch
        {
            "rollback" => MayAnywhere(new Command.Rollback([], null)),
            "resume" => MayAnywhere(new Command.Resume([])),
            _ => true,
        });
        return CommandAnswer.Done(line, Core.Reports.CommentReplies.Help(allowed));

        bool MayAnywhere(Command command) => settings.Any(stage =>
            AccessRules.Judge(command, stage.Stage, stage.Roles, caller) is AccessVerdict.Allowed);
    }

    private async Task<CommandAnswer> StatusAsync(
        Asked asked, Command.Status status, string line, CancellationToken cancellationToken)
    {
        var caller = await callers.FindAsync(asked.Author, [], cancellationToken);
        if (AccessRules.Judge(status, default, new Roles([], [], []), caller) is AccessVerdict.Refused refused)
        {
            return CommandAnswer.Refused(line, refused.Reason);
        }

        var rows = new List<(StageName, string?, Core.Rollouts.StageState?)>();
        foreach (var (name, stage) in asked.Manifest.Stages.OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal))
        {
            if (status.Targets.IsEmpty || status.Targets.Any(target => target.Covers(name)))
            {
                var id = new StageId(repository.Id, name.Environment, name.Application);
                rows.Add((name, stage.Pin.Version.Version, await repository.Stages.FindAsync(id, cancellationToken)));
            }
        }

        if (rows.Count == 0)
        {
            return CommandAnswer.Refused(line, $"no stage matches. There are: {asked.StageList}.");
        }

        var deliveries = await repository.Stream.MissedDeliveriesAsync(cancellationToken);
        var now = repository.Stream.State with { Reconciled = repository.Stream.Reconciled };
        return CommandAnswer.Done(line, Core.Reports.CommentReplies.Status(rows, now, deliveries));
    }

    private Manifest ManifestNow() =>
        repository.Mirrors.ManifestAt(repository.Id, repository.Stream.State.Accepted ?? repository.Tip!.Value);
}

/// <summary>One comment while its commands are carried out.</summary>
/// <param name="Author">As GitHub says now.</param>
/// <param name="Manifest">The stages and their policy on the default branch.</param>
public sealed record Asked(CommentState Comment, string Author, Manifest Manifest)
{
    /// <summary>Everybody who is named in any role.</summary>
    public ImmutableArray<string> AllRoles =>
        [.. Manifest.Stages.Values.SelectMany(stage => stage.Settings.Roles.Rollback).Distinct().Order(StringComparer.Ordinal)];

    public string StageList => string.Join(
        ", ", Manifest.Stages.Keys.Select(stage => $"`{stage}`").Order(StringComparer.Ordinal));
}
