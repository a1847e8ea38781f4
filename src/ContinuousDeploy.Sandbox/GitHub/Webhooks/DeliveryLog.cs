using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Webhooks;

/// <summary>Every attempt to deliver a webhook, as the app's settings page and the API show it.</summary>
public sealed class DeliveryLog
{
    private readonly Lock gate = new();
    private readonly Table<Delivery> deliveries = new(170_000_000_000);

    /// <summary>All attempts, oldest first.</summary>
    public IEnumerable<Delivery> All => deliveries.All;

    public Delivery? Find(long id) => deliveries.Find(id);

    internal Delivery Add(Func<long, Delivery> make)
    {
        lock (gate)
        {
            return deliveries.Add(make);
        }
    }

    internal void Replace(Delivery delivery)
    {
        lock (gate)
        {
            deliveries.Replace(delivery);
        }
    }
}
