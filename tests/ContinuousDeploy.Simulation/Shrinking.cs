using ContinuousDeploy.Simulation.Scheduling;
using ContinuousDeploy.Simulation.World;

namespace ContinuousDeploy.Simulation;

/// <summary>
/// Makes a history that went wrong smaller: fewer faults, fewer people, one stage, as long as some history of that kind
/// breaks the same rule. What is left is what it takes.
/// </summary>
public static class Shrinking
{
    private const ulong Tried = 300;

    private static readonly TimeSpan Quick = WireFaults.None.Slowest;

    private static readonly Func<Swarm, Swarm>[] Reductions =
    [
        swarm => swarm with { Kills = 0 },
        swarm => swarm with { Pauses = 0 },
        swarm => swarm with { DyingInstances = false },
        swarm => swarm with { Outages = 0 },
        swarm => swarm with { ClockWrongBy = TimeSpan.Zero },
        swarm => swarm with { LostWebhooks = 0 },
        swarm => swarm with { Webhooks = WebhookFaults.None },
        swarm => swarm with { Limits = GitHubLimits.Documented },
        swarm => swarm with { Rush = false },
        swarm => swarm with { Actions = Math.Max(swarm.Actions / 2, 1) },
        swarm => swarm with { Processes = 1 },
        swarm => swarm with { Environments = 1 },
        swarm => swarm with { Applications = 1 },
        swarm => swarm with { Ledger = WireFaults.None },
        swarm => swarm with { GitHub = WireFaults.None },
        swarm => swarm with { Target = WireFaults.None },
        swarm => swarm with { Traffic = WireFaults.None },
        swarm => swarm with { Ledger = Calmer(swarm.Ledger) },
        swarm => swarm with { GitHub = Calmer(swarm.GitHub) },
        swarm => swarm with { Target = Calmer(swarm.Target) },
        swarm => swarm with { Traffic = Calmer(swarm.Traffic) },
        swarm => swarm with { Kills = Math.Min(swarm.Kills, 1) },
        swarm => swarm with { Pauses = Math.Min(swarm.Pauses, 1) },
        swarm => swarm with { Outages = Math.Min(swarm.Outages, 1) },
        swarm => swarm with { Actions = Math.Max(swarm.Actions - 1, 1) },
    ];

    /// <param name="play">Plays a seed with what goes wrong in it.</param>
    /// <param name="failed">A history that broke a rule.</param>
    /// <returns>The smallest that was found to break the same rule; at worst the one that was given.</returns>
    public static HistoryResult Shrink(Func<ulong, Swarm, HistoryResult> play, HistoryResult failed)
    {
        var smallest = failed;
        var shrinks = true;
        while (shrinks)
        {
            shrinks = false;
            foreach (var reduce in Reductions)
            {
                var swarm = reduce(smallest.Swarm);
                if (swarm != smallest.Swarm && Find(play, swarm, failed.Violation!.Invariant) is { } smaller)
                {
                    smallest = smaller;
                    shrinks = true;
                }
            }
        }

        return smallest;
    }

    private static HistoryResult? Find(Func<ulong, Swarm, HistoryResult> play, Swarm swarm, string invariant)
    {
        for (ulong seed = 1; seed <= Tried; seed++)
        {
            var result = play(seed, swarm);
            if (result.Violation?.Invariant == invariant)
            {
                return result;
            }
        }

        return null;
    }

    private static WireFaults Calmer(WireFaults wire) => wire switch
    {
        { Lost: > 0 } => wire with { Lost = 0 },
        { Unanswered: > 0 } => wire with { Unanswered = 0 },
        _ => wire with { Slowest = Quick },
    };
}
