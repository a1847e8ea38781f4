using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace ContinuousDeploy.Ledger;

/// <summary>Reads the ledger, on connections of its own: readers never wait for the writer.</summary>
public sealed class LedgerReader
{
    private readonly SqliteDatabase database;
    private readonly PooledDbContextFactory<LedgerContext> contexts;

    public LedgerReader(SqliteDatabase database)
    {
        this.database = database;
        contexts = new PooledDbContextFactory<LedgerContext>(
            new DbContextOptionsBuilder<LedgerContext>()
                .UseSqlite(database.ReadingConnectionString)
                .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
                .Options);
    }

    /// <exception cref="LedgerUnavailableException"/>
    public async Task<T> ReadAsync<T>(Func<LedgerContext, Task<T>> query, CancellationToken cancellationToken)
    {
        try
        {
            await using var rows = await contexts.CreateDbContextAsync(cancellationToken);
            return await query(rows);
        }
        catch (DbException failure) when (database.Unavailable(failure) is { } unavailable)
        {
            throw unavailable;
        }
    }
}
