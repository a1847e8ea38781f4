using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Reports;
using ContinuousDeploy.Core.Repositories;

namespace ContinuousDeploy.Stages;

/// <summary>How far one merge has come, and how far GitHub has been told of it.</summary>
internal sealed class MergeProgress(Merge merge)
{
    private static readonly TimeSpan PauseForAnEnvironment = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly HashSet<StageName> moving = [.. merge.Pins.Select(pin => pin.Stage)];
    private bool hasEnded;

    public CommitSha Commit => merge.Commit;

    public IEnumerable<StageName> Stages => merge.Pins.Select(pin => pin.Stage);

    public bool IsLarge { get; } = MergeReport.IsLarge(merge.Pins.Length);

    /// <summary>
    /// How long progress is gathered before it is told: each time may change a check run for every environment, of the 80
    /// changes a minute that GitHub allows.
    /// </summary>
    public TimeSpan Pause { get; } = PauseOf(merge);

    /// <summary>Counts the changes of its stages.</summary>
    public long Changes { get; private set; }

    /// <summary>Since when GitHub shows that all stages have come to rest, or null where it does not yet.</summary>
    public DateTimeOffset? Told { get; set; }

    /// <summary>When progress that is being gathered will be told, or null where none is.</summary>
    public DateTimeOffset? Due { get; set; }

    /// <summary>Notes a change of a stage.</summary>
    /// <returns>Whether it is to be told at once: it is an end, of the whole merge where that is a large one.</returns>
    public bool Note(StageName stage, bool settled)
    {
        Changes++;
        Told = null;
        if (settled)
        {
            moving.Remove(stage);
        }
        else
        {
            moving.Add(stage);
        }

        // A stage that moves again afterwards belongs to a newer merge, which tells of it.
        var ends = settled && moving.Count == 0 && !hasEnded;
        hasEnded |= ends;
        return IsLarge ? ends : settled;
    }

    private static TimeSpan PauseOf(Merge merge)
    {
        var pause = merge.Pins.Select(pin => pin.Stage.Environment).Distinct(StringComparer.Ordinal).Count() * PauseForAnEnvironment;
        return !MergeReport.IsLarge(merge.Pins.Length) ? PauseForAnEnvironment
            : pause < LongestPause ? pause
            : LongestPause;
    }
}
