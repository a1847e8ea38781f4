using System.Collections.Immutable;
using Npgsql;

namespace ContinuousDeploy.Ledger.Postgres;

/// <summary>The ledger's streams in the database.</summary>
public sealed class PostgresStreams(PostgresDatabase database, TimeProvider time) : ILedger
{
    public Task<StreamRecord?> LoadAsync(string stream, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection =>
            {
                await using var command = Statement.Of(connection, SharedStatements.LoadStream, ("name", stream));
                await using var row = await command.ExecuteReaderAsync();
                StreamRecord? found = null;
                while (await row.ReadAsync())
                {
                    found = LedgerRows.Stream(found, stream, row);
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
        NamesAsync(SharedStatements.StreamsWithEffects, cancellationToken);

    public Task<ImmutableArray<EventRecord>> EventsAsync(
        string stream, long from, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection =>
            {
                await using var command = Statement.Of(
                    connection,
                    SharedStatements.Events,
                    ("stream", stream),
                    ("from", from));
                await using var row = await command.ExecuteReaderAsync();
                var events = ImmutableArray.CreateBuilder<EventRecord>();
                while (await row.ReadAsync())
                {
                    events.Add(LedgerRows.Event(stream, row));
                }

                return events.ToImmutable();
            },
            cancellationToken);

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
