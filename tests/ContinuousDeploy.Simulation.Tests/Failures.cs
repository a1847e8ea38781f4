using System.Globalization;
using ContinuousDeploy.Simulation.World;

namespace ContinuousDeploy.Simulation.Tests;

/// <summary>Tells of histories that went wrong so that the next step is clear: the first is made small.</summary>
internal static class Failures
{
    private const int MostTold = 20;

    /// <summary>One line for each, and first of all the smallest case, as a call that plays it.</summary>
    public static IEnumerable<string> Told(CampaignResult result, Func<ulong, Swarm, HistoryResult> play)
    {
        if (result.Violations.Count == 0)
        {
            return [];
        }

        var smallest = Shrinking.Shrink(play, result.Violations[0]);
        return result.Violations.Take(MostTold).Select(Line).Prepend($"{Line(smallest)} Play it: {Call(smallest)}");
    }

    private static string Line(HistoryResult history) => string.Create(
        CultureInfo.InvariantCulture, $"Seed {history.Seed}, {history.Steps} steps: {history.Violation!.Message}");

    private static string Call(HistoryResult history) =>
        string.Create(CultureInfo.InvariantCulture, $"Play({history.Seed}, swarm: {CSharpText.Of(history.Swarm)})");
}
