using System.Collections.Immutable;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Planning;
using ContinuousDeploy.Core.Repositories;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.Mirrors;

namespace ContinuousDeploy.Stages;

/// <summary>
/// Tells the stages what Git says, commit by commit along the default branch. A commit counts as told once every stage
/// it touches has saved it, so a crash at any point only repeats what changes nothing.
/// </summary>
public sealed class PinSynchronization(EnvironmentsRepository repository, PinRequests requests, FirstSight firstSight)
{
    /// <summary>Brings the stages up to the tip. The mirror has to be fresh.</summary>
    /// <exception cref="GitHubUnavailableException"/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (repository.Tip is not { } tip || repository.Stream.State.Accepted == tip)
        {
            return;
        }

        if (repository.Stream.State.Accepted is not { } accepted)
        {
            await firstSight.RunAsync(tip, cancellationToken);
            return;
        }

        if (repository.Mirrors.FirstParentSince(repository.Id, accepted, tip) is not { } commits)
        {
            await repository.Stream.ChangeAsync(
                "history rewritten", state => state.Rewritten == tip ? state : state with { Rewritten = tip }, cancellationToken);
            return;
        }

        var from = accepted;
        foreach (var commit in commits)
        {
            await TellAsync(from, commit, cancellationToken);
            from = commit;
        }
    }

    /// <summary>A person has accepted a rewritten history: everything between the last accepted commit and it counts as one.</summary>
    /// <exception cref="GitHubUnavailableException"/>
    public async Task AcceptRewrittenAsync(CancellationToken cancellationToken)
    {
        var state = repository.Stream.State;
        if (state is { Rewritten: { } rewritten, Accepted: { } accepted })
        {
            await TellAsync(accepted, rewritten, cancellationToken);
        }
    }

    private async Task TellAsync(CommitSha from, CommitSha commit, CancellationToken cancellationToken)
    {
        var plan = repository.Mirrors.Plan(repository.Id, from, commit);
        var changes = plan.Plan.Changes.Where(change => change is { Environment: not null, Application: not null }).ToList();
        var origin = changes.Count > 0 ? await requests.OriginOfAsync(commit, cancellationToken) : null;
        foreach (var change in changes)
        {
            await TellStageAsync(plan, change, commit, origin);
        }

        await AcceptAsync(commit, MergedPins.Of(plan.Plan), origin?.Number, cancellationToken);
    }

    private async Task TellStageAsync(CommitPlan plan, PlannedChange change, CommitSha commit, PullRequestFacts? origin)
    {
        var name = NameOf(change);
        if (change.Kind is ChangeKind.Removed)
        {
            await repository.Stages.HandleAsync(IdOf(name), new StageEvent.PinRemoved(commit));
        }
        else if (change.Kind is not ChangeKind.Settings && plan.Stages.TryGetValue(name, out var stage))
        {
            await repository.Stages.HandleAsync(IdOf(name), new StageEvent.PinChanged(requests.Of(stage, commit, origin)));
        }
    }

    private Task AcceptAsync(
        CommitSha commit, ImmutableArray<MergedPin> pins, int? pullRequest, CancellationToken cancellationToken) =>
        repository.Stream.ChangeAsync(
            $"accepted {commit}",
            state => (pins.IsEmpty ? state : state.With(new Merge(commit, pullRequest, pins))) with
            {
                Accepted = commit,
                Rewritten = null,
            },
            cancellationToken);

    private static StageName NameOf(PlannedChange change) => new(change.Environment!, change.Application!);

    private StageId IdOf(StageName name) => new(repository.Id, name.Environment, name.Application);
}
