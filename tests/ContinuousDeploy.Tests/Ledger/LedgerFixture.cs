using System.Text;
using ContinuousDeploy.Ledger;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace ContinuousDeploy.Tests.Ledger;

/// <summary>A real ledger in a folder of its own, with a clock that the test moves.</summary>
public sealed class LedgerFixture : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder folder = new();
    private OpenedLedger? opened;

    public FakeTimeProvider Time { get; } = new(Start);

    public string FilePath => folder["ledger.db"];

    public LedgerOptions Options => new() { ConnectionString = $"Data Source={FilePath}" };

    public OpenedLedger Ledger => opened ??= OpenedLedger.Open(Options, Time);

    public IInbox Inbox => Ledger.Inbox;

    public ILedger Streams => Ledger.Streams;

    /// <summary>A delivery whose GUID ends in a number.</summary>
    public static Delivery Delivery(int number, string body = """{"zen":"Keep it logically awesome."}""") =>
        new($"00000000-0000-4000-8000-{number:d12}", "push", Encoding.UTF8.GetBytes(body), Start);

    public static StreamWrite Write(string stream, long expected, params string[] events) =>
        new(stream, expected, $$"""{"turn":{{expected}}}""", [.. events], [], []);

    /// <summary>Closes the ledger and opens it again, as a restart does.</summary>
    public async Task RestartAsync()
    {
        await CloseAsync();
        _ = Ledger;
    }

    public async Task CloseAsync()
    {
        if (opened is not null)
        {
            await opened.DisposeAsync();
            opened = null;
        }
    }

    /// <summary>Runs SQL on the file from outside, as an operator with a shell could.</summary>
    public long Outside(string sql)
    {
        using var connection = OutsideConnection();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is long number ? number : 0;
    }

    public SqliteConnection OutsideConnection()
    {
        var connection = new SqliteConnection($"Data Source={FilePath};Pooling=False");
        connection.Open();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        folder.Dispose();
    }
}
