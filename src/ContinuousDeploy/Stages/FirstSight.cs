using System.Collections.Immutable;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Repositories;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.Traffic;

namespace ContinuousDeploy.Stages;

/// <summary>
/// A repository that the ledger knows nothing of: it is new, or the ledger was lost. Stages whose users go nowhere yet are
/// told their pin; the others are rebuilt first, so that what is live is not deployed again.
/// </summary>
public sealed class FirstSight(
    EnvironmentsRepository repository, ITraffic traffic, PinRequests requests, StageRebuild rebuild)
{
    /// <summary>
    /// Tells every stage. Can be repeated after a crash at any point: which tip it is told is written down first, and the
    /// commits after it are told in their order afterwards.
    /// </summary>
    /// <exception cref="GitHubUnavailableException"/>
    /// <exception cref="TrafficUnavailableException">Nothing can be known of what is live: nothing is told.</exception>
    public async Task RunAsync(CommitSha newest, CancellationToken cancellationToken)
    {
        await BeginAsync(instead: null, newest, cancellationToken);
        if (repository.Stream.State.FirstSeen is { } begun
            && await repository.SinceAsync(begun, cancellationToken) is null
            && repository.Tip is { } tip)
        {
            // The history was rewritten before any of it was accepted: only what is there now counts.
            await BeginAsync(begun, tip, cancellationToken);
        }

        var (order, known) = (repository.Stream.Version, repository.Stream.State);
        if (known is { Accepted: null, FirstSeen: { } first })
        {
            await TellAsync(first, order, cancellationToken);
        }
    }

    private Task BeginAsync(CommitSha? instead, CommitSha tip, CancellationToken cancellationToken) =>
        repository.Stream.ChangeAsync(
            $"first seen at {tip}",
            state => state.Accepted is null && state.FirstSeen == instead ? state with { FirstSeen = tip } : state,
            cancellationToken);

    /// <param name="order">Of the news; see <see cref="StageState.Heard"/>.</param>
    private async Task TellAsync(CommitSha tip, long order, CancellationToken cancellationToken)
    {
        var manifest = repository.Mirrors.ManifestAt(repository.Id, tip);
        var history = new PinHistory(repository, tip);
        var fresh = new List<MergedPin>();
        Origin? origin = null;
        foreach (var (name, stage) in manifest.Stages.OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal))
        {
            var id = new StageId(repository.Id, name.Environment, name.Application);
            var route = await traffic.ObserveAsync(id, cancellationToken);
            if (route is null || !await rebuild.RunAsync(id, route, history, order, cancellationToken))
            {
                origin ??= new Origin(await requests.OriginOfAsync(tip, cancellationToken));
                await BringUpAsync(id, new StageEvent.PinChanged(requests.Of(stage, tip, origin.PullRequest), order));
                fresh.Add(new MergedPin(name, null, stage.Pin.Version));
            }
        }

        var merges = await MergesAsync(history, cancellationToken);
        await AcceptAsync(tip, [.. merges, new Merge(tip, origin?.PullRequest?.Number, [.. fresh])], cancellationToken);
    }

    /// <summary>The first version of a stage, as far as anybody can tell.</summary>
    private async Task BringUpAsync(StageId id, StageEvent.PinChanged pin)
    {
        var nothing = new StageEvent.Rebuilt(rebuild.FenceAbove(null), null, null, null, false, null);
        await repository.Stages.HandleAsync(id, nothing);
        await repository.Stages.HandleAsync(id, pin);
    }

    /// <summary>The merges that brought what stages have now, and those between them, oldest first.</summary>
    private async Task<ImmutableArray<Merge>> MergesAsync(PinHistory history, CancellationToken cancellationToken)
    {
        var merges = ImmutableArray.CreateBuilder<Merge>();
        foreach (var commit in history.Merges.TakeLast(RepositoryState.Kept))
        {
            var origin = await requests.OriginOfAsync(commit, cancellationToken);
            merges.Add(new Merge(commit, origin?.Number, history.MovedBy(commit), IsRebuilt: true));
        }

        return merges.ToImmutable();
    }

    private Task AcceptAsync(CommitSha tip, ImmutableArray<Merge> merges, CancellationToken cancellationToken) =>
        repository.Stream.ChangeAsync(
            $"accepted {tip} at first sight",
            state => state.Accepted is not null || state.FirstSeen != tip
                ? state
                : merges.Where(merge => !merge.Pins.IsEmpty).Aggregate(state, (sum, merge) => sum.With(merge)) with
                {
                    Accepted = tip,
                    Rewritten = null,
                    FirstSeen = null,
                },
            cancellationToken);

    /// <summary>What GitHub said of a commit, which can be nothing: it is asked once for all stages.</summary>
    private sealed record Origin(PullRequestFacts? PullRequest);
}
