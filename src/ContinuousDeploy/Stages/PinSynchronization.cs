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
public sealed class PinSynchronization(EnvironmentsRepository repository, PinRequests requests, FirstSight firstSight)
{
    private const int ToldTogether = 64;

    /// <summary>Brings the stages up to the tip. The mirror has to be fresh.</summary>
    /// <exception cref="GitHubUnavailableException"/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var (order, known) = (repository.Stream.Version, repository.Stream.State);
        if (repository.Tip is not { } tip)
        {
            return;
        }

        if (known.Accepted is not { } accepted)
        {
            await firstSight.RunAsync(tip, cancellationToken);
        }
        else if (accepted == tip)
        {
            await NoteAsync(rewritten: null, accepted, cancellationToken);
        }
        else if (known.Rewritten != tip)
        {
            await FollowAsync(accepted, order, cancellationToken);
        }
    }

    /// <summary>Tells of the commits after one, each once it is the next.</summary>
    private async Task FollowAsync(CommitSha accepted, long order, CancellationToken cancellationToken)
    {
        if (await repository.SinceAsync(accepted, cancellationToken) is not { } commits)
        {
            await NoteAsync(repository.Tip, accepted, cancellationToken);
            return;
        }

        var from = accepted;
        foreach (var commit in commits)
        {
            var merge = await TellAsync(from, commit, order, cancellationToken);
            await repository.Stream.ChangeAsync($"accepted {commit}", state => Accept(state, from, merge), cancellationToken);
            order = repository.Stream.Version;
            if (repository.Stream.State.Accepted != commit)
            {
                return;
            }

            from = commit;
        }
    }

    /// <summary>Notes where a rewritten history has led, or that it leads again where it was.</summary>
    private Task NoteAsync(CommitSha? rewritten, CommitSha accepted, CancellationToken cancellationToken) =>
        repository.Stream.ChangeAsync(
            rewritten is null ? "history as accepted" : "history rewritten",
            state => state.Accepted != accepted || state.Rewritten == rewritten ? state : state with { Rewritten = rewritten },
            cancellationToken);

    /// <summary>A person has accepted a rewritten history: everything between the last accepted commit and it counts as one.</summary>
    /// <returns>What is to be saved with the person's answer; until then, all of it can be repeated.</returns>
    /// <exception cref="GitHubUnavailableException"/>
    public async Task<Func<RepositoryState, RepositoryState>> AcceptRewrittenAsync(CancellationToken cancellationToken)
    {
        var (order, known) = (repository.Stream.Version, repository.Stream.State);
        if (known is not { Rewritten: { } rewritten, Accepted: { } accepted })
        {
            return state => state;
        }

        var merge = await TellAsync(accepted, rewritten, order, cancellationToken);
        return state => Accept(state, accepted, merge);
    }

    private async Task<Merge> TellAsync(CommitSha from, CommitSha commit, long order, CancellationToken cancellationToken)
    {
        var plan = repository.Mirrors.Plan(repository.Id, from, commit);
        var changes = plan.Plan.Changes.Where(change => change is { Environment: not null, Application: not null }).ToList();
        var origin = changes.Count > 0 ? await requests.OriginOfAsync(commit, cancellationToken) : null;
        var news = new News(commit, origin, order);
        await TogetherAsync(changes, change => TellStageAsync(plan, change, news));
        return new Merge(commit, origin?.Number, MergedPins.Of(plan.Plan));
    }

    /// <summary>Tells stages a number at a time, so that they share the ledger's flushes to disk.</summary>
    private static async Task TogetherAsync<T>(IEnumerable<T> all, Func<T, Task> tell)
    {
        foreach (var some in all.Chunk(ToldTogether))
        {
            await Task.WhenAll(some.Select(tell));
        }
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
            var changed = new StageEvent.PinChanged(requests.Of(stage, news.Commit, news.Origin), news.Order);
            await repository.Stages.HandleAsync(IdOf(name), changed);
        }
    }

    /// <param name="from">Up to where the stages had been told; where another owner has told them more, that stays.</param>
    private static RepositoryState Accept(RepositoryState state, CommitSha from, Merge merge) => state.Accepted != from
        ? state
        : (merge.Pins.IsEmpty ? state : state.With(merge)) with { Accepted = merge.Commit, Rewritten = null };

    private static StageName NameOf(PlannedChange change) => new(change.Environment!, change.Application!);

    /// <param name="Origin">The pull request it came with.</param>
    /// <param name="Order">The version of the repository's stream when the commit was the next to be told.</param>
    private sealed record News(CommitSha Commit, PullRequestFacts? Origin, long Order);

    private StageId IdOf(StageName name) => new(repository.Id, name.Environment, name.Application);
}
