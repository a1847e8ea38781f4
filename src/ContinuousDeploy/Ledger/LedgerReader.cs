using System.Collections.Immutable;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace ContinuousDeploy.Ledger;

/// <summary>Reads the ledger, on connections of its own: readers never wait for the writer.</summary>
public sealed class LedgerReader(SqliteDatabase database)
{
    /// <summary>Asks for rows, all of one moment.</summary>
    /// <returns>What <paramref name="read"/> makes of each, in order.</returns>
    /// <exception cref="LedgerUnavailableException"/>
    public async Task<ImmutableArray<T>> ListAsync<T>(
        string sql,
        Func<SqliteDataReader, T> read,
        CancellationToken cancellationToken,
        params (string Name, object Value)[] values)
    {
        try
        {
            await using var connection = database.OpenForReading();
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, value) in values)
            {
                command.Parameters.AddWithValue(name, value);
            }

            var rows = ImmutableArray.CreateBuilder<T>();
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                rows.Add(read(row));
            }

            return rows.ToImmutable();
        }
        catch (DbException failure) when (database.Unavailable(failure) is { } unavailable)
        {
            throw unavailable;
        }
    }
}
