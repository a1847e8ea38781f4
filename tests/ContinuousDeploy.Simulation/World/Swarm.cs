using ContinuousDeploy.Simulation.Scheduling;

namespace ContinuousDeploy.Simulation.World;

/// <summary>
/// What goes wrong in one history, and how often. Each history has its own choice, most of it off: faults that are all
/// on at once hide one another (Groce et al., "Swarm Testing", 2012).
/// </summary>
public sealed record Swarm(
    int Environments,
    int Applications,
    int Actions,
    int Processes,
    int Kills,
    int Pauses,
    int LostWebhooks,
    TimeSpan ClockWrongBy,
    WireFaults Ledger,
    WireFaults GitHub,
    WireFaults Target,
    WireFaults Traffic,
    bool DyingInstances,
    int Outages)
{
    /// <summary>Only where a whole repository is played.</summary>
    public WebhookFaults Webhooks { get; init; } = WebhookFaults.None;

    /// <summary>People do all they do within minutes; as <see cref="Webhooks"/>.</summary>
    public bool Rush { get; init; }

    /// <summary>As <see cref="Webhooks"/>.</summary>
    public GitHubLimits Limits { get; init; } = GitHubLimits.Documented;

    private static readonly int[] Slowness = [5, 20, 60];

    public static Swarm Draw(Dice dice) => new(
        Environments: 1 + dice.Below(2),
        Applications: 1 + dice.Below(2),
        Actions: 2 + dice.Below(8),
        // One owner of a stage at a time, as the cluster promises but for moments.
        Processes: dice.Falls(400) ? 2 : 1,
        Kills: dice.Falls(500) ? 1 + dice.Below(5) : 0,
        Pauses: dice.Falls(300) ? 1 + dice.Below(4) : 0,
        LostWebhooks: dice.Falls(300) ? dice.Below(1_000) : 0,
        ClockWrongBy: dice.Falls(200) ? dice.Within(TimeSpan.FromMinutes(20)) - TimeSpan.FromMinutes(10) : TimeSpan.Zero,
        Ledger: DrawWire(dice, TimeSpan.FromMilliseconds(50)),
        GitHub: DrawWire(dice, TimeSpan.FromSeconds(1)),
        Target: DrawWire(dice, TimeSpan.FromSeconds(5)),
        Traffic: DrawWire(dice, TimeSpan.FromMilliseconds(500)),
        DyingInstances: dice.Falls(300),
        Outages: dice.Falls(250) ? 1 + dice.Below(3) : 0);

    /// <summary>As <see cref="Draw"/>, with what only the history of a whole repository has.</summary>
    public static Swarm DrawRepository(Dice dice)
    {
        var drawn = Draw(dice) with { Webhooks = WebhookFaults.Draw(dice), Limits = GitHubLimits.Draw(dice) };

        // Only so many changes, and a GitHub that is quick, fill what it lets through in a minute.
        return dice.Falls(20)
            ? drawn with { Rush = true, Actions = 50 + dice.Below(30), GitHub = WireFaults.None }
            : drawn;
    }

    /// <summary>The same world once everything works.</summary>
    public Swarm Calm() => this with
    {
        Kills = 0,
        Pauses = 0,
        LostWebhooks = 0,
        Ledger = WireFaults.None,
        GitHub = WireFaults.None,
        Target = WireFaults.None,
        Traffic = WireFaults.None,
        DyingInstances = false,
        Outages = 0,
        Webhooks = WebhookFaults.None,
        Limits = GitHubLimits.Documented,
    };

    private static WireFaults DrawWire(Dice dice, TimeSpan slowest) => new(
        dice.Falls(250) ? slowest * dice.Pick(Slowness) : slowest,
        dice.Falls(300) ? dice.Below(200) : 0,
        dice.Falls(300) ? dice.Below(200) : 0);
}
