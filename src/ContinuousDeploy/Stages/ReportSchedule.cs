using System.Collections.Immutable;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Repositories;

namespace ContinuousDeploy.Stages;

/// <summary>
/// When GitHub is told of merges. An end is told at once; progress a little later, so that a rollout that is quick is told
/// of once, and one of many stages a few times. What GitHub shows in full is not read again at every look.
/// </summary>
public sealed class ReportSchedule(
    EnvironmentsRepository repository, MergeReports reports, GapCount gaps, Errands telling)
{
    /// <summary>How long a merge that was told in full is left alone, though none of its stages says that it changed.</summary>
    private static readonly TimeSpan TrustedFor = TimeSpan.FromHours(1);

    private readonly Lock guard = new();
    private readonly Dictionary<CommitSha, MergeProgress> merges = [];
    private readonly Dictionary<StageName, List<MergeProgress>> byStage = [];
    private ImmutableArray<Merge> known = [];

    /// <summary>Tells of every merge of which GitHub may not show all.</summary>
    public void TellAll()
    {
        lock (guard)
        {
            Learn();
            var now = repository.Time.GetUtcNow();
            foreach (var merge in known)
            {
                if (merges[merge.Commit].Told is not { } told || now - told >= TrustedFor)
                {
                    Tell(merge.Commit);
                }
            }
        }
    }

    /// <summary>A stage has changed: what GitHub shows of the merges that pinned it is out of date.</summary>
    /// <param name="settled">Whether the stage has come to rest.</param>
    public void Changed(StageName stage, bool settled)
    {
        lock (guard)
        {
            Learn();
            foreach (var progress in byStage.GetValueOrDefault(stage, []))
            {
                if (progress.Note(stage, settled))
                {
                    Tell(progress.Commit);
                }
                else
                {
                    TellSoon(progress);
                }
            }
        }
    }

    /// <summary>Tells as soon as everything that is more urgent has been told.</summary>
    public void Tell(CommitSha commit) => telling.Add(KeyOf(commit), 2, token => TellAsync(commit, token));

    /// <summary>Tells a little later, together with what happens until then.</summary>
    public void TellSoon(CommitSha commit)
    {
        lock (guard)
        {
            Learn();
            if (merges.TryGetValue(commit, out var progress))
            {
                TellSoon(progress);
            }
        }
    }

    // Of a large merge there is always news: it is told at the time that was set first.
    private void TellSoon(MergeProgress progress)
    {
        var now = repository.Time.GetUtcNow();
        if (!progress.IsLarge || progress.Due is not { } due || due < now)
        {
            progress.Due = now + progress.Pause;
            telling.AddAt(progress.Due.Value, KeyOf(progress.Commit), 2, token => TellAsync(progress.Commit, token));
        }
    }

    private async Task TellAsync(CommitSha commit, CancellationToken cancellationToken)
    {
        MergeProgress? progress;
        long changes;
        lock (guard)
        {
            Learn();
            if (!merges.TryGetValue(commit, out progress))
            {
                return;
            }

            progress.Due = null;
            changes = progress.Changes;
        }

        var isSettled = false;
        await gaps.TellAsync(
            KeyOf(commit),
            async () => isSettled = await reports.ReportMergeAsync(commit, cancellationToken),
            cancellationToken);
        lock (guard)
        {
            progress.Told = isSettled && progress.Changes == changes ? repository.Time.GetUtcNow() : null;
        }
    }

    /// <summary>Brings the index up to the repository's merges; it costs something only where those have changed.</summary>
    private void Learn()
    {
        var now = repository.Stream.State.Merges;
        if (now == known)
        {
            return;
        }

        known = now;
        var kept = now.Select(merge => merges.GetValueOrDefault(merge.Commit) ?? new MergeProgress(merge)).ToList();
        merges.Clear();
        byStage.Clear();
        foreach (var progress in kept)
        {
            merges.Add(progress.Commit, progress);
            foreach (var stage in progress.Stages)
            {
                if (!byStage.TryAdd(stage, [progress]))
                {
                    byStage[stage].Add(progress);
                }
            }
        }
    }

    private static string KeyOf(CommitSha commit) => $"report {commit}";
}
