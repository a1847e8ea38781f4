using ContinuousDeploy.Simulation.Scheduling;

namespace ContinuousDeploy.Simulation.World;

/// <summary>How webhooks fare, beside those that are lost on the way. All but the time are so many in a thousand.</summary>
/// <param name="Latest">How late one is sent at most; that is how they overtake one another.</param>
/// <param name="Unanswered">The bot's answer is lost: GitHub takes for failed what was stored.</param>
/// <param name="NeverSent">GitHub does not send it, and no log has it.</param>
/// <param name="Repeated">It is sent twice.</param>
public sealed record WebhookFaults(TimeSpan Latest, int Unanswered, int NeverSent, int Repeated)
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Minutes = TimeSpan.FromMinutes(4);

    public static WebhookFaults None { get; } = new(AtOnce, 0, 0, 0);

    public static WebhookFaults Draw(Dice dice) => new(
        dice.Falls(250) ? Minutes : AtOnce,
        dice.Falls(300) ? dice.Below(500) : 0,
        dice.Falls(300) ? dice.Below(500) : 0,
        dice.Falls(300) ? dice.Below(500) : 0);
}
