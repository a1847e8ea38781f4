using System.Collections.Immutable;
using System.Globalization;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Access;
using ContinuousDeploy.Core.Comments;
using ContinuousDeploy.Core.Proposals;
using ContinuousDeploy.Core.Repositories;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.GitHub;

namespace ContinuousDeploy.Stages;

/// <summary><c>/rollback</c> and <c>/resume</c>.</summary>
public sealed class StageCommands(
    EnvironmentsRepository repository, CallerLookup callers, PinSynchronization synchronization)
{
    private static readonly Core.Manifests.Roles NoRoles = new([], [], []);

    /// <summary>Takes back what the comment's pull request brought: all of it, or the stages that are named.</summary>
    /// <exception cref="GitHubUnavailableException"/>
    public async Task<CommandAnswer> RollbackAsync(
        Asked asked, Command.Rollback command, string line, CancellationToken cancellationToken)
    {
        var merges = repository.Stream.State.Merges.Where(merge => merge.PullRequest == asked.Comment.PullRequest);
        var pins = merges.SelectMany(merge => merge.Pins).Where(pin => pin.From != pin.To).ToList();
        if (pins.Count == 0)
        {
            return CommandAnswer.Refused(line, "this pull request has brought no version to any stage (is it merged?).");
        }

        var named = pins.Where(pin => command.Targets.IsEmpty || command.Targets.Any(target => target.Covers(pin.Stage))).ToList();
        if (named.Count == 0)
        {
            var there = string.Join(", ", pins.Select(pin => $"`{pin.Stage}`"));
            return CommandAnswer.Refused(line, $"this pull request changed none of these. It changed {there}.");
        }

        if (await RefusalAsync(asked, command, [.. named.Select(pin => pin.Stage)], cancellationToken) is { } refusal)
        {
            return CommandAnswer.Refused(line, refusal);
        }

        return await RollBackAsync(asked, command, named, line);
    }

    /// <summary>Asks every stage, also when one refuses: the others are not made to wait for it.</summary>
    private async Task<CommandAnswer> RollBackAsync(
        Asked asked, Command.Rollback command, List<MergedPin> pins, string line)
    {
        var refusals = new List<string>();
        var begun = ImmutableArray.CreateBuilder<StageName>();
        foreach (var pin in pins)
        {
            var request = new RollbackRequest(
                $"comment-{asked.Comment.Id.ToString(CultureInfo.InvariantCulture)}",
                asked.Comment.PullRequest,
                pin.To,
                pin.From,
                asked.Author,
                command.Reason ?? "no reason given");
            if (await repository.Stages.RollBackAsync(IdOf(pin.Stage), request) is { } refusal)
            {
                refusals.Add(refusal);
            }
            else
            {
                begun.Add(pin.Stage);
            }
        }

        return begun.Count == 0
            ? CommandAnswer.Refused(line, string.Join(" ", refusals))
            : new CommandAnswer(
                line, AnswerKind.Underway, refusals.Count == 0 ? null : string.Join(" ", refusals), begun.ToImmutable());
    }

    /// <summary>Wants the pull request that lifts holds; or, where the history was rewritten, accepts it.</summary>
    /// <exception cref="GitHubUnavailableException"/>
    public async Task<CommandOutcome> ResumeAsync(
        Asked asked, Command.Resume command, string line, CancellationToken cancellationToken)
    {
        var named = asked.Manifest.Stages.Keys
            .Where(stage => command.Targets.IsEmpty ? IsOfPullRequest(asked, stage) : command.Targets.Any(target => target.Covers(stage)))
            .OrderBy(stage => stage.ToString(), StringComparer.Ordinal)
            .ToImmutableArray();
        var rewritten = repository.Stream.State.Rewritten;
        var touched = rewritten is null
            ? named
            : [.. asked.Manifest.Stages.Keys.OrderBy(stage => stage.ToString(), StringComparer.Ordinal)];
        if (await RefusalAsync(asked, command, touched, cancellationToken) is { } refusal)
        {
            return CommandAnswer.Refused(line, refusal);
        }

        if (rewritten is { } accepted)
        {
            return new CommandOutcome(
                CommandAnswer.Done(line, $"The rewritten history is accepted: `{accepted.Short}` is what stages follow now."),
                await synchronization.AcceptRewrittenAsync(cancellationToken));
        }

        var held = named.Where(stage => asked.Manifest.Stages[stage].Pin.Hold is not null).ToImmutableArray();
        if (held.IsEmpty)
        {
            return CommandAnswer.Refused(line, $"nothing is held here. Name a stage, for example `/resume {Example(asked)}`.");
        }

        var wish = new ProposalKind.Resume(held, asked.Author, asked.Comment.Id);
        return new CommandOutcome(
            CommandAnswer.Done(line),
            state => state with { Proposals = Wishes.Resume(state.Proposals, wish, asked.Comment.PullRequest) });
    }

    private async Task<string?> RefusalAsync(
        Asked asked, Command command, ImmutableArray<StageName> stages, CancellationToken cancellationToken)
    {
        var caller = await callers.FindAsync(asked.Author, asked.AllRoles, cancellationToken);
        return stages.DefaultIfEmpty()
            .Select(stage => AccessRules.Judge(command, stage, RolesOf(asked, stage), caller))
            .OfType<AccessVerdict.Refused>().FirstOrDefault()?.Reason;
    }

    /// <summary>A stage that the files no longer say anything of still takes write permission.</summary>
    private static Core.Manifests.Roles RolesOf(Asked asked, StageName stage) =>
        asked.Manifest.Stages.TryGetValue(stage, out var known) ? known.Settings.Roles : NoRoles;

    private bool IsOfPullRequest(Asked asked, StageName stage) => repository.Stream.State.Merges
        .Where(merge => merge.PullRequest == asked.Comment.PullRequest)
        .Any(merge => merge.Pins.Any(pin => pin.Stage == stage));

    private static string Example(Asked asked) =>
        asked.Manifest.Stages.Keys.Select(stage => stage.ToString()).Order(StringComparer.Ordinal).FirstOrDefault()
        ?? "production/storefront";

    private StageId IdOf(StageName name) => new(repository.Id, name.Environment, name.Application);
}
