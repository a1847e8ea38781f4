using System.Collections.Immutable;
using ContinuousDeploy.Ledger;

namespace ContinuousDeploy.Simulation.World;

/// <summary>The deliveries in the ledger: what was stored is there after every crash, and known for ever.</summary>
public sealed class InboxTable(Flaw flaw)
{
    private readonly List<Row> rows = [];
    private readonly Dictionary<string, Row> byId = new(StringComparer.Ordinal);

    /// <summary>Called when a delivery that is not worked off is read.</summary>
    public Action<Delivery> Begins { get; set; } = _ => { };

    /// <summary>Called when a delivery comes that is there.</summary>
    public Action ComesAgain { get; set; } = () => { };

    /// <summary>Called when a delivery is marked as worked off for the first time.</summary>
    public Action<Delivery, string> Completed { get; set; } = (_, _) => { };

    public bool Has(string delivery) => byId.ContainsKey(delivery);

    /// <summary>The first that is not worked off, or null.</summary>
    public Delivery? FirstOpen => rows.Find(row => !row.IsCompleted)?.Delivery;

    public AppendOutcome Append(Delivery delivery)
    {
        if (byId.TryGetValue(delivery.Id, out var known) && (!known.IsCompleted || flaw is not Flaw.InboxThatTakesTwice))
        {
            ComesAgain();
            return AppendOutcome.Duplicate;
        }

        var row = new Row(rows.Count + 1, delivery);
        rows.Add(row);
        byId[delivery.Id] = row;
        return AppendOutcome.Stored;
    }

    public ImmutableArray<PendingDelivery> Pending(long after, int limit)
    {
        var pending = rows.Where(row => !row.IsCompleted && row.Position > after).Take(limit).ToList();
        foreach (var row in pending)
        {
            Begins(row.Delivery);
        }

        return [.. pending.Select(row => new PendingDelivery(row.Position, row.Delivery))];
    }

    public void Complete(string delivery, string outcome)
    {
        if (byId.GetValueOrDefault(delivery) is { IsCompleted: false } row)
        {
            row.IsCompleted = true;
            Completed(row.Delivery, outcome);
        }
    }

    /// <summary>A process has died; what was written stays.</summary>
    public void ProcessDied()
    {
        if (flaw is Flaw.InboxThatForgets)
        {
            foreach (var row in rows.Where(row => !row.IsCompleted))
            {
                row.IsCompleted = true;
                byId.Remove(row.Delivery.Id);
            }
        }
    }

    private sealed class Row(long position, Delivery delivery)
    {
        public long Position => position;

        public Delivery Delivery => delivery;

        public bool IsCompleted { get; set; }
    }
}
