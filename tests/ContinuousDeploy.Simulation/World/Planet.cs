using System.Collections.Immutable;
using ContinuousDeploy.Simulation.Bot;

namespace ContinuousDeploy.Simulation.World;

/// <summary>Everything outside the bot: GitHub with an environments repository, and the ground below.</summary>
public sealed class Planet : Ground
{
    private static readonly string[] Environments = ["staging", "production"];
    private static readonly string[] Applications = ["shop", "mail"];

    /// <param name="files">The environments repository, or null for a made one.</param>
    public Planet(
        ulong seed, Flaw flaw, Action<string>? note, Swarm? swarm, ImmutableSortedDictionary<string, string>? files = null)
        : base(seed, flaw, note, swarm, draw: Swarm.DrawRepository)
    {
        EnvironmentNames = Environments[..Swarm.Environments];
        ApplicationNames = Applications[..Swarm.Applications];
        var git = new GitHistory(files ?? Releases.Files(EnvironmentNames, ApplicationNames));
        Site = new GitHubSite(git, new CallerBudget(this), new CallerBudget(this));
        Webhooks = new WebhookSender(this);
        Trees = new Trees(git);
        if (Trees.ManifestOf(git.Tip).Problems is { IsEmpty: false } problems)
        {
            throw new InvalidOperationException($"The world's repository is wrong: {string.Join(' ', problems)}");
        }

        Rules = new Rules(this);
        Deliveries = new DeliveryRules(this);
    }

    public string[] EnvironmentNames { get; }

    public string[] ApplicationNames { get; }

    public GitHubSite Site { get; }

    public WebhookSender Webhooks { get; }

    public Trees Trees { get; }

    public Rules Rules { get; }

    public DeliveryRules Deliveries { get; }
}
