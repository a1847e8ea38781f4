using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.Ledger;

namespace ContinuousDeploy.Simulation.Tests.Recorded;

/// <summary>What a turn was, in a few words: the phase, what happened, the phase it led to, what was begun.</summary>
internal static class TurnName
{
    public static string Of(StageState before, StageEvent happened, StageState after, IEnumerable<EffectRecord> begun)
    {
        var anew = before.Rollout?.Id != after.Rollout?.Id ? " of another" : "";
        var effects = string.Join(" and ", begun.Select(effect => effect.Key.Split('/')[1].Split('-')[0]).Distinct());
        return $"{Of(before)}, {Of(happened)}: {Of(after)}{anew}{(effects.Length > 0 ? $", {effects}" : "")}";
    }

    private static string Of(StageState state) => state.Rollout?.Phase switch
    {
        null => "nothing yet",
        Phase.Ended ended => ended.Outcome.ToString(),
        Phase.Restoring restoring => $"Restoring ({restoring.Because.Outcome})",
        { } phase => phase.GetType().Name,
    };

    private static string Of(StageEvent happened) => happened switch
    {
        StageEvent.Looked looked => looked.Sight.ToString(),
        StageEvent.Verified verified => verified.Result.Verdict.ToString(),
        StageEvent.PinChanged { Request.Hold: not null } => "PinChanged (held)",
        _ => happened.GetType().Name,
    };
}
