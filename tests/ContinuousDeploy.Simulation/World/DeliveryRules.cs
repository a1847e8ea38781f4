using ContinuousDeploy.Ledger;
using ContinuousDeploy.Stages;

namespace ContinuousDeploy.Simulation.World;

/// <summary>What must hold of webhooks: what was acknowledged is stored, worked off, and worked off only once.</summary>
public sealed class DeliveryRules
{
    private readonly Planet world;
    private readonly HashSet<string> acknowledged = new(StringComparer.Ordinal);
    private readonly HashSet<string> completed = new(StringComparer.Ordinal);
    private readonly Dictionary<RepositoryEvent, DateTimeOffset> handled = [];

    public DeliveryRules(Planet world)
    {
        this.world = world;
        world.Store.Inbox.Begins = OnBegins;
        world.Store.Inbox.Completed = OnCompleted;
        world.Store.Inbox.ComesAgain = () => world.Saw("a webhook came twice");
    }

    /// <summary>The bot has said that it has a delivery.</summary>
    public void Acknowledged(Webhook webhook)
    {
        acknowledged.Add(webhook.Guid);
        if (!world.Store.Inbox.Has(webhook.Guid))
        {
            Violate("acknowledged", $"{webhook.Guid} is acknowledged and not stored.");
        }
    }

    /// <summary>A hint was handled to its end.</summary>
    /// <param name="began">When that was begun.</param>
    public void Handled(RepositoryEvent hint, DateTimeOffset began) => handled[hint] = began;

    /// <summary>Why not every delivery has come and been worked off yet, or null.</summary>
    public string? WhyNot()
    {
        var inbox = world.Store.Inbox;
        if (acknowledged.FirstOrDefault(guid => !inbox.Has(guid)) is { } lost)
        {
            return $"{lost} was acknowledged and is not there.";
        }

        if (world.Webhooks.Sent.Keys.FirstOrDefault(guid => !inbox.Has(guid)) is { } missing)
        {
            return $"{missing} ({world.Webhooks.Sent[missing].About}) has never arrived.";
        }

        return inbox.FirstOpen is { } open ? $"{open.Id} is not worked off." : null;
    }

    private void OnBegins(Delivery delivery)
    {
        if (completed.Contains(delivery.Id))
        {
            Violate("once", $"{delivery.Id} was worked off and begins again.");
        }
    }

    /// <summary>Equal hints that wait are handled once, so that it counts when that was begun, not for which of them.</summary>
    private void OnCompleted(Delivery delivery, string outcome)
    {
        completed.Add(delivery.Id);
        var about = world.Webhooks.Sent[delivery.Id].About;
        var received = delivery.Received - world.Swarm.ClockWrongBy;
        if (outcome != "handled" || !handled.TryGetValue(about, out var began) || began < received)
        {
            Violate("handled", $"{delivery.Id} ({about}) is marked '{outcome}' and was not handled.");
        }
    }

    private void Violate(string rule, string what) => world.Failure ??= new ViolationException(rule, what);
}
