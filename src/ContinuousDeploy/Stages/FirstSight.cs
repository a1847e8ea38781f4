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
    /// <summary>Tells every stage. Can be repeated after a crash at any point.</summary>
    /// <param name="order">Of the news; see <see cref="StageState.Heard"/>.</param>
    /// <exception cref="GitHubUnavailableException"/>
    /// <exception cref="TrafficUnavailableException">Nothing can be known of what is live: nothing is told.</exception>
    public async Task RunAsync(CommitSha tip, long order, CancellationToken cancellationToken)
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
                await TellAsync(id, new StageEvent.PinChanged(requests.Of(stage, tip, origin.PullRequest), order));
                fresh.Add(new MergedPin(name, null, stage.Pin.Version));
            }
        }

        var merges = await MergesAsync(history, cancellationToken);
        await AcceptAsync(tip, [.. merges, new Merge(tip, origin?.PullRequest?.Number, [.. fresh])], cancellationToken);
    }

    /// <summary>The first version of a stage, as far as anybody can tell.</summary>
    private async Task TellAsync(StageId id, StageEvent.PinChanged pin)
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
            state => state.Accepted is not null
                ? state
                : merges.Where(merge => !merge.Pins.IsEmpty).Aggregate(state, (sum, merge) => sum.With(merge)) with
                {
                    Accepted = tip,
                    Rewritten = null,
                },
            cancellationToken);

    /// <summary>What GitHub said of a commit, which can be nothing: it is asked once for all stages.</summary>
    private sealed record Origin(PullRequestFacts? PullRequest);
}
