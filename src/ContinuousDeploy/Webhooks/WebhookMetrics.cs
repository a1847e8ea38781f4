using System.Diagnostics.Metrics;

namespace ContinuousDeploy.Webhooks;

/// <summary>Counts deliveries: those taken by outcome, those refused by reason.</summary>
public sealed class WebhookMetrics : IDisposable
{
    public const string MeterName = "ContinuousDeploy.Webhooks";

    private readonly Meter meter;
    private readonly Counter<long> accepted;
    private readonly Counter<long> refused;

    public WebhookMetrics(IMeterFactory meters)
    {
        meter = meters.Create(MeterName);
        accepted = meter.CreateCounter<long>(
            "webhooks.accepted", "{delivery}", "Deliveries answered with 202, by outcome: stored or duplicate.");
        refused = meter.CreateCounter<long>(
            "webhooks.refused", "{delivery}", "Deliveries that were not taken, by reason.");
    }

    public void Accepted(string outcome) => accepted.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Refused(Refusal refusal) =>
        refused.Add(1, new KeyValuePair<string, object?>("reason", refusal.Reason));

    public void Dispose() => meter.Dispose();
}
