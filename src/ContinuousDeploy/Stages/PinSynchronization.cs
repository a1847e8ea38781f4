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
/// it touches has saved it, so a crash at any point only repeats what changes nothing. Where another owner of the
/// repository was faster, it goes on alone: what is told here comes with the order in which it was known to be news.
/// </summary>
public sealed class PinSynchronization(EnvironmentsRepository repository)
{
    /// <summary>Brings the stages up to the tip. The mirror has to be fresh.</summary>
    /// <exception cref="GitHubUnavailableException"/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var order = repository.Stream.Version;
        if (repository.Tip is not { } tip || repository.Stream.State.Accepted == tip)
        {
            return;
        }

        if (repository.Stream.State.Accepted is not { } accepted)
        {
            await TellAllAsync(tip, order, cancellationToken);
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
            await TellAsync(from, commit, order, cancellationToken);
            order = repository.Stream.Version;
            if (repository.Stream.State.Accepted != commit)
            {
                return;
            }

            from = commit;
        }
    }

    /// <summary>A person has accepted a rewritten history: everything between the last accepted commit and it counts as one.</summary>
    /// <exception cref="GitHubUnavailableException"/>
    public async Task AcceptRewrittenAsync(CancellationToken cancellationToken)
    {
        var (order, state) = (repository.Stream.Version, repository.Stream.State);
        if (state is { Rewritten: { } rewritten, Accepted: { } accepted })
        {
            await TellAsync(accepted, rewritten, order, cancellationToken);
        }
    }

    /// <summary>The first time a repository is seen, every pin in it is news.</summary>
    private async Task TellAllAsync(CommitSha tip, long order, CancellationToken cancellationToken)
    {
        var manifest = repository.Mirrors.ManifestAt(repository.Id, tip);
        var origin = await OriginOfAsync(tip, cancellationToken);
        var stages = manifest.Stages.OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal).ToList();
        var pins = stages.Select(pair => new MergedPin(pair.Key, null, pair.Value.Pin.Version)).ToImmutableArray();
        foreach (var (name, stage) in stages)
        {
            var changed = new StageEvent.PinChanged(Request(stage, tip, origin), order);
            await repository.Stages.HandleAsync(IdOf(name), changed);
        }

        await AcceptAsync(null, new Merge(tip, origin?.Number, pins), cancellationToken);
    }

    private async Task TellAsync(CommitSha from, CommitSha commit, long order, CancellationToken cancellationToken)
    {
        var plan = repository.Mirrors.Plan(repository.Id, from, commit);
        var changes = plan.Plan.Changes.Where(change => change is { Environment: not null, Application: not null }).ToList();
        var origin = changes.Count > 0 ? await OriginOfAsync(commit, cancellationToken) : null;
        foreach (var change in changes)
        {
            await TellStageAsync(plan, change, new News(commit, origin, order));
        }

        ImmutableArray<MergedPin> pins =
        [
            .. changes.Where(change => change.To is not null && MovesPin(change.Kind))
                .Select(change => new MergedPin(NameOf(change), change.From, change.To!)),
        ];
        await AcceptAsync(from, new Merge(commit, origin?.Number, pins), cancellationToken);
    }

    private async Task TellStageAsync(CommitPlan plan, PlannedChange change, News news)
    {
        var name = NameOf(change);
        if (change.Kind is ChangeKind.Removed)
        {
            await repository.Stages.HandleAsync(IdOf(name), new StageEvent.PinRemoved(news.Commit, news.Order));
        }
        else if (change.Kind is not ChangeKind.Settings && plan.Stages.TryGetValue(name, out var stage))
        {
            var changed = new StageEvent.PinChanged(Request(stage, news.Commit, news.Origin), news.Order);
            await repository.Stages.HandleAsync(IdOf(name), changed);
        }
    }

    private PinRequest Request(Core.Manifests.StageManifest stage, CommitSha commit, PullRequestFacts? origin) => new(
        stage.Pin.Version,
        stage.Pin.Hold,
        commit,
        origin?.Number,
        origin?.Author ?? "a direct push",
        stage.Settings,
        stage.Pin.At,
        repository.Reference.ToString());

    /// <summary>The pull request a commit came with: the one merged as this commit, else any that GitHub knows for it.</summary>
    private async Task<PullRequestFacts?> OriginOfAsync(CommitSha commit, CancellationToken cancellationToken)
    {
        var candidates = await repository.GitHub.PullRequestsOfAsync(repository.Reference, commit, cancellationToken);
        return candidates.FirstOrDefault(candidate => candidate.MergeCommit == commit) ?? candidates.FirstOrDefault();
    }

    /// <param name="from">Up to where the stages had been told; where another owner has told them more, that stays.</param>
    private Task AcceptAsync(CommitSha? from, Merge merge, CancellationToken cancellationToken) =>
        repository.Stream.ChangeAsync(
            $"accepted {merge.Commit}",
            state => state.Accepted != from
                ? state
                : (merge.Pins.IsEmpty ? state : state.With(merge)) with { Accepted = merge.Commit, Rewritten = null },
            cancellationToken);

    private static bool MovesPin(ChangeKind kind) =>
        kind is not (ChangeKind.Settings or ChangeKind.Removed or ChangeKind.Held);

    private static StageName NameOf(PlannedChange change) => new(change.Environment!, change.Application!);

    /// <param name="Origin">The pull request it came with.</param>
    /// <param name="Order">The version of the repository's stream when the commit was the next to be told.</param>
    private sealed record News(CommitSha Commit, PullRequestFacts? Origin, long Order);

    private StageId IdOf(StageName name) => new(repository.Id, name.Environment, name.Application);
}
