using Microsoft.Data.Sqlite;

namespace ContinuousDeploy.Benchmarks.Crash;

/// <summary>What the inbox holds after all the kills, beside what the senders were told.</summary>
/// <param name="Acknowledged">Deliveries answered with 202.</param>
/// <param name="Lost">Acknowledged and not in the inbox.</param>
/// <param name="Duplicates">Rows too many: of a delivery that has one already, or that nobody has sent.</param>
/// <param name="Recognized">Deliveries sent again, because the kill took the answer, and known from before.</param>
/// <param name="KillsWhileStarting">How many of the kills came before the receiver listened.</param>
public sealed record KillCount(
    long Acknowledged, long Lost, long Duplicates, long Recognized, int Kills = 0, int KillsWhileStarting = 0)
{
    public static KillCount Of(string ledger, IReadOnlyList<Sender> senders)
    {
        var acknowledged = senders.SelectMany(sender => sender.Acknowledged).ToHashSet();
        var known = senders.Select(sender => sender.Unanswered).OfType<Guid>().Union(acknowledged).ToHashSet();
        var found = new HashSet<Guid>();
        var tooMany = DeliveriesIn(ledger).Count(delivery => !known.Contains(delivery) || !found.Add(delivery));
        return new KillCount(
            acknowledged.Count,
            acknowledged.Count(delivery => !found.Contains(delivery)),
            tooMany,
            senders.Sum(sender => (long)sender.Recognized));
    }

    private static IEnumerable<Guid> DeliveriesIn(string ledger)
    {
        using var connection = new SqliteConnection($"Data Source={ledger};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id FROM deliveries";
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            yield return Guid.Parse(row.GetString(0));
        }
    }
}
