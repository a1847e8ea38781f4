using System.Globalization;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Ledger.Postgres;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ContinuousDeploy.Hosting;

/// <summary>
/// Which nodes the cluster has, in the ledger's database; its tables are the ledger's. A change names the version it was
/// made from, so that of two nodes that judge at the same time one judges again.
/// </summary>
public sealed class Membership(IOptions<LedgerOptions> options) : IMembershipTable, IAsyncDisposable
{
    private readonly PostgresDatabase database = new(options.Value.ConnectionString);

    /// <summary>The tables are there already: no node starts before its ledger is open.</summary>
    public Task InitializeMembershipTable(bool tryInitTableVersion) => Task.CompletedTask;

    public Task DeleteMembershipTableEntries(string clusterId) => ExecuteAsync("DELETE FROM nodes");

    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => ExecuteAsync(
        "DELETE FROM nodes WHERE dead AND greatest(started, alive) < @before",
        ("before", beforeDate.ToUnixTimeMilliseconds()));

    public Task<MembershipTableData> ReadRow(SiloAddress key) =>
        ReadAsync("AND n.address = @address", ("address", key.ToParsableString()));

    public Task<MembershipTableData> ReadAll() => ReadAsync("");

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => ChangeAsync(
        tableVersion,
        """
        INSERT INTO nodes (address, tag, entry, started, alive, dead)
        VALUES (@address, 0, @entry, @started, @alive, @dead) ON CONFLICT (address) DO NOTHING
        """,
        Values(entry));

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => ChangeAsync(
        tableVersion,
        """
        UPDATE nodes SET tag = tag + 1, entry = @entry, started = @started, alive = @alive, dead = @dead
        WHERE address = @address AND tag = @tag
        """,
        [.. Values(entry), ("tag", long.Parse(etag, CultureInfo.InvariantCulture))]);

    /// <summary>Changes nothing else, and nobody's version: it is written every few seconds.</summary>
    public Task UpdateIAmAlive(MembershipEntry entry) => ExecuteAsync(
        "UPDATE nodes SET alive = @alive WHERE address = @address",
        ("alive", Milliseconds(entry.IAmAliveTime)),
        ("address", entry.SiloAddress.ToParsableString()));

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private static (string Name, object Value)[] Values(MembershipEntry entry) =>
    [
        ("address", entry.SiloAddress.ToParsableString()),
        ("entry", MembershipJson.Write(entry)),
        ("started", Milliseconds(entry.StartTime)),
        ("alive", Milliseconds(entry.IAmAliveTime)),
        ("dead", entry.Status is SiloStatus.Dead),
    ];

    private static long Milliseconds(DateTime utc) =>
        new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)).ToUnixTimeMilliseconds();

    private static NpgsqlCommand Command(
        NpgsqlConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    // One statement, so that version and nodes are of the same moment.
    private Task<MembershipTableData> ReadAsync(string which, params (string Name, object Value)[] values) =>
        database.ReadAsync(
            async connection =>
            {
                await using var command = Command(
                    connection,
                    $"SELECT m.version, n.tag, n.entry, n.alive FROM membership m LEFT JOIN nodes n ON true {which}",
                    values);
                await using var row = await command.ExecuteReaderAsync();
                var found = new List<Tuple<MembershipEntry, string>>();
                var version = 0;
                while (await row.ReadAsync())
                {
                    version = row.GetInt32(0);
                    if (!row.IsDBNull(1))
                    {
                        found.Add(Member(row));
                    }
                }

                return new MembershipTableData(found, new TableVersion(version, Text(version)));
            },
            CancellationToken.None);

    private static Tuple<MembershipEntry, string> Member(NpgsqlDataReader row)
    {
        var entry = MembershipJson.Read(row.GetString(2));
        entry.IAmAliveTime = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)).UtcDateTime;
        return Tuple.Create(entry, Text(row.GetInt64(1)));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task<bool> ChangeAsync(TableVersion next, string sql, (string Name, object Value)[] values)
    {
        try
        {
            return await database.WriteAsync(
                async connection =>
                {
                    await using var version = Command(
                        connection,
                        "UPDATE membership SET version = @next WHERE version = @previous",
                        ("next", next.Version),
                        ("previous", int.Parse(next.VersionEtag, CultureInfo.InvariantCulture)));
                    await using var change = Command(connection, sql, values);
                    return await version.ExecuteNonQueryAsync() == 1 && await change.ExecuteNonQueryAsync() == 1
                        ? true
                        : throw new StaleMembershipException();
                },
                CancellationToken.None);
        }
        catch (StaleMembershipException)
        {
            return false;
        }
    }

    private Task<int> ExecuteAsync(string sql, params (string Name, object Value)[] values) => database.WriteAsync(
        async connection =>
        {
            await using var command = Command(connection, sql, values);
            return await command.ExecuteNonQueryAsync();
        },
        CancellationToken.None);

    /// <summary>Takes the transaction back: another node was faster.</summary>
    private sealed class StaleMembershipException : Exception;
}
