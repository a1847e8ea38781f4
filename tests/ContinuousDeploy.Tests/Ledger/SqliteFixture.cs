using System.Data.Common;
using ContinuousDeploy.Ledger;
using Microsoft.Data.Sqlite;

namespace ContinuousDeploy.Tests.Ledger;

/// <summary>A ledger in a file, in a folder of its own.</summary>
public sealed class SqliteFixture : LedgerFixture
{
    /// <summary>SQL that makes of a ledger what it was before its rows had digests.</summary>
    public const string BeforeDigests =
        """
        ALTER TABLE deliveries DROP COLUMN digest;
        ALTER TABLE streams DROP COLUMN effects;
        ALTER TABLE streams DROP COLUMN digest;
        ALTER TABLE posted DROP COLUMN digest;
        ALTER TABLE ledger DROP COLUMN rows;
        ALTER TABLE ledger DROP COLUMN digest;
        UPDATE ledger SET schema = 1;
        """;

    private readonly TemporaryFolder folder = new();

    public string FilePath => folder["ledger.db"];

    public override LedgerOptions Options => new() { ConnectionString = $"Data Source={FilePath}" };

    public override string Unguarded =>
        "DROP TRIGGER events_are_not_changed; DROP TRIGGER events_are_not_deleted; PRAGMA foreign_keys = OFF; ";

    public override string Zeros => "zeroblob(32)";

    public override IOpenedLedger Open() => OpenedLedger.Open(Options, Time);

    public override DbConnection OutsideConnection() => OpenFile();

    public SqliteConnection OpenFile()
    {
        var connection = new SqliteConnection($"Data Source={FilePath};Pooling=False");
        connection.Open();
        return connection;
    }

    protected override void Clean() => folder.Dispose();
}
