namespace ContinuousDeploy.Sandbox.GitHub.Faults;

/// <summary>Switches that make the sandbox fail on purpose. Each fault counts down and is then gone.</summary>
public sealed class FaultSwitches
{
    private readonly Lock gate = new();
    private readonly List<(RequestFault Fault, int Left)> requests = [];
    private readonly List<(WebhookFault Fault, int Left)> webhooks = [];

    /// <summary>Fails the next matching API or Git requests.</summary>
    public void Add(RequestFault fault)
    {
        lock (gate)
        {
            requests.Add((fault, fault.Count));
        }
    }

    /// <summary>Loses, doubles or reorders the next matching webhooks.</summary>
    public void Add(WebhookFault fault)
    {
        lock (gate)
        {
            webhooks.Add((fault, fault.Count));
        }
    }

    /// <summary>Takes back all faults that have not happened yet.</summary>
    public void Clear()
    {
        lock (gate)
        {
            requests.Clear();
            webhooks.Clear();
        }
    }

    /// <summary>How many faults are still to come.</summary>
    public int Left
    {
        get
        {
            lock (gate)
            {
                return requests.Sum(entry => entry.Left) + webhooks.Sum(entry => entry.Left);
            }
        }
    }

    internal RequestFault? TakeRequest(string method, string path) =>
        Take(requests, fault => fault.Matches(method, path));

    internal WebhookFaultKind? TakeWebhook(string name, string? action) =>
        Take(webhooks, fault => fault.Matches(name, action))?.Kind;

    private T? Take<T>(List<(T Fault, int Left)> faults, Predicate<T> matches)
        where T : class
    {
        lock (gate)
        {
            int at = faults.FindIndex(entry => matches(entry.Fault));
            if (at < 0)
            {
                return null;
            }

            (T fault, int left) = faults[at];
            if (left == 1)
            {
                faults.RemoveAt(at);
            }
            else
            {
                faults[at] = (fault, left - 1);
            }

            return fault;
        }
    }
}
