using ContinuousDeploy.Simulation.Scheduling;

namespace ContinuousDeploy.Simulation.World;

/// <summary>How much GitHub lets one caller do.</summary>
/// <param name="ChangesAMinute">Requests that create or change content.</param>
/// <param name="PointsAMinute">A question is one point, a change five.</param>
/// <param name="CallsAnHour">From the first call on; the hour after it counts anew.</param>
public sealed record GitHubLimits(int ChangesAMinute, int ChangesAnHour, int PointsAMinute, int CallsAnHour)
{
    /// <summary>
    /// What GitHub documents. https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
    /// </summary>
    public static GitHubLimits Documented { get; } = new(80, 500, 900, 5_000);

    /// <summary>
    /// Mostly what is documented; else less of some of it: people and other programs use up the same limits, and "some
    /// endpoints have a lower limit". The bot is told by refusals only.
    /// </summary>
    public static GitHubLimits Draw(Dice dice) => !dice.Falls(300)
        ? Documented
        : new(
            dice.Falls(500) ? 2 + dice.Below(10) : Documented.ChangesAMinute,
            dice.Falls(300) ? 20 + dice.Below(60) : Documented.ChangesAnHour,
            dice.Falls(300) ? 20 + dice.Below(100) : Documented.PointsAMinute,
            dice.Falls(500) ? 40 + dice.Below(100) : Documented.CallsAnHour);
}
