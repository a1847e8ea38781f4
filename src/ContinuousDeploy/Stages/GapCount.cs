using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Repositories;
using ContinuousDeploy.GitHub;

namespace ContinuousDeploy.Stages;

/// <summary>Counts what the bot had to find itself, and what GitHub took only later.</summary>
public sealed class GapCount(EnvironmentsRepository repository)
{
    private readonly Lock guard = new();
    private readonly HashSet<string> untold = new(StringComparer.Ordinal);
    private DateTimeOffset? told;

    /// <summary>A webhook has said that the default branch may have moved.</summary>
    public void WasTold()
    {
        lock (guard)
        {
            told = repository.Time.GetUtcNow();
        }
    }

    /// <summary>Whether a webhook said so in the time around a moment that webhooks are given.</summary>
    public bool WasToldAround(DateTimeOffset moment)
    {
        lock (guard)
        {
            return told > moment - MissedComments.Grace;
        }
    }

    /// <summary>A merge was found in Git, and no webhook has spoken of it.</summary>
    public Task CountMergeAsync(CommitSha commit, CancellationToken cancellationToken) => repository.Stream.ChangeAsync(
        $"no webhook brought {commit}", state => state.WithGap(GapKind.Merge, new GapTally(1, 1)), cancellationToken);

    /// <summary>Tells GitHub something, and counts it where GitHub takes it only at a later attempt.</summary>
    /// <param name="key">The same for every attempt.</param>
    /// <exception cref="GitHubUnavailableException"/>
    public async Task TellAsync(string key, Func<Task> tell, CancellationToken cancellationToken)
    {
        try
        {
            await tell();
        }
        catch (GitHubUnavailableException)
        {
            await CountReportAsync(untold.Add, key, new GapTally(1, 0), cancellationToken);
            throw;
        }

        await CountReportAsync(untold.Remove, key, new GapTally(0, 1), cancellationToken);
    }

    private async Task CountReportAsync(
        Func<string, bool> note, string key, GapTally gap, CancellationToken cancellationToken)
    {
        bool changed;
        lock (guard)
        {
            changed = note(key);
        }

        if (changed)
        {
            var words = gap.Found > 0 ? "not taken by GitHub" : "taken by GitHub after all";
            await repository.Stream.ChangeAsync(
                $"{key}: {words}", state => state.WithGap(GapKind.Report, gap), cancellationToken);
        }
    }
}
