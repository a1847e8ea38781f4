using System.Collections.Immutable;
using Npgsql;

namespace ContinuousDeploy.Ledger.Postgres;

/// <summary>The ledger's streams in the database.</summary>
public sealed class PostgresStreams(PostgresDatabase database, TimeProvider time) : ILedger
{
    // One statement, so that state and effects are of the same moment.
    private const string Load =
        """
        SELECT s.version, s.state, o.key, o.command
        FROM streams s LEFT JOIN outbox o ON o.stream = s.name
        WHERE s.name = @name ORDER BY o.position
        """;

    public Task<StreamRecord?> LoadAsync(string stream, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection =>
            {
                await using var command = Statement.Of(connection, Load, ("name", stream));
                await using var row = await command.ExecuteReaderAsync();
                StreamRecord? found = null;
                while (await row.ReadAsync())
                {
                    found ??= new StreamRecord(stream, row.GetInt64(0), row.GetString(1), []);
                    found = row.IsDBNull(2)
                        ? found
                        : found with { Effects = found.Effects.Add(new EffectRecord(row.GetString(2), row.GetString(3))) };
                }

                return found;
            },
            cancellationToken);

    public async Task<SaveOutcome> SaveAsync(StreamWrite write, CancellationToken cancellationToken)
    {
        var turn = new PostgresTurn(write, time.GetUtcNow());
        try
        {
            return await database.WriteAsync(turn.SaveAsync, cancellationToken);
        }
        catch (PostgresException taken) when (PostgresTurn.IsFirstSaveTaken(taken))
        {
            return SaveOutcome.Conflict;
        }
    }

    public Task<ImmutableArray<string>> StreamsAsync(string prefix, CancellationToken cancellationToken) =>
        NamesAsync(
            "SELECT name FROM streams WHERE starts_with(name, @prefix) ORDER BY name",
            cancellationToken,
            ("prefix", prefix));

    public Task<ImmutableArray<string>> StreamsWithEffectsAsync(CancellationToken cancellationToken) =>
        NamesAsync("SELECT DISTINCT stream FROM outbox ORDER BY stream", cancellationToken);

    public Task<ImmutableArray<EventRecord>> EventsAsync(
        string stream, long from, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection =>
            {
                await using var command = Statement.Of(
                    connection,
                    "SELECT sequence, at, event, hash FROM events WHERE stream = @stream AND sequence >= @from ORDER BY sequence",
                    ("stream", stream),
                    ("from", from));
                await using var row = await command.ExecuteReaderAsync();
                var events = ImmutableArray.CreateBuilder<EventRecord>();
                while (await row.ReadAsync())
                {
                    events.Add(Record(stream, row));
                }

                return events.ToImmutable();
            },
            cancellationToken);

    private static EventRecord Record(string stream, NpgsqlDataReader row) => new(
        stream,
        row.GetInt64(0),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)),
        row.GetString(2),
        Convert.ToHexStringLower(row.GetFieldValue<byte[]>(3)));

    private Task<ImmutableArray<string>> NamesAsync(
        string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] values) =>
        database.ReadAsync(
            async connection =>
            {
                await using var command = Statement.Of(connection, sql, values);
                await using var row = await command.ExecuteReaderAsync();
                var names = ImmutableArray.CreateBuilder<string>();
                while (await row.ReadAsync())
                {
                    names.Add(row.GetString(0));
                }

                return names.ToImmutable();
            },
            cancellationToken);
}
