using ContinuousDeploy.Stages;

namespace ContinuousDeploy.Webhooks;

/// <summary>A hint that waits to be handled, and the deliveries that gave it: equal ones are handled once.</summary>
public sealed class WaitingHint(RepositoryEvent hint, OpenDelivery delivery)
{
    public RepositoryEvent Hint => hint;

    public List<OpenDelivery> Deliveries { get; } = [delivery];
}
