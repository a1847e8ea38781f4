using System.Data.Common;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Ledger.Postgres;
using ContinuousDeploy.Tests.Cluster;
using Npgsql;

namespace ContinuousDeploy.Tests.Ledger;

/// <summary>A ledger in a PostgreSQL database of its own.</summary>
public sealed class PostgresFixture : LedgerFixture
{
    private string connectionString = "";

    public override LedgerOptions Options =>
        new() { Provider = LedgerOptions.Postgres, ConnectionString = connectionString };

    public override string Unguarded => "SET session_replication_role = replica; ";

    public override string Zeros => "decode(repeat('00', 32), 'hex')";

    public override async ValueTask PrepareAsync()
    {
        connectionString = await PostgresServer.CreateDatabaseAsync();
    }

    public override IOpenedLedger Open() => PostgresLedger.Open(Options, Time);

    public override DbConnection OutsideConnection()
    {
        var connection = new NpgsqlConnection(
            connectionString + $";Pooling=False;Search Path={PostgresConnectionString.Schema}");
        connection.Open();
        return connection;
    }

    // The database goes with its server.
    protected override void Clean()
    {
    }
}
