using System.Data.Common;
using System.Text;
using ContinuousDeploy.Ledger;
using Microsoft.Extensions.Time.Testing;

namespace ContinuousDeploy.Tests.Ledger;

/// <summary>A real ledger of one test, empty at first, with a clock that the test moves.</summary>
public abstract class LedgerFixture : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    private readonly Lock guard = new();
    private IOpenedLedger? opened;

    public FakeTimeProvider Time { get; } = new(Start);

    public abstract LedgerOptions Options { get; }

    public IOpenedLedger Ledger
    {
        get
        {
            lock (guard)
            {
                return opened ??= Open();
            }
        }
    }

    public IInbox Inbox => Ledger.Inbox;

    public ILedger Streams => Ledger.Streams;

    /// <summary>SQL that takes away what keeps an operator from changing events, for the rest of the connection.</summary>
    public abstract string Unguarded { get; }

    /// <summary>SQL for 32 bytes of zero.</summary>
    public abstract string Zeros { get; }

    /// <summary>A delivery whose GUID ends in a number.</summary>
    public static Delivery Delivery(int number, string body = """{"zen":"Keep it logically awesome."}""") =>
        new($"00000000-0000-4000-8000-{number:d12}", "push", Encoding.UTF8.GetBytes(body), Start);

    public static StreamWrite Write(string stream, long expected, params string[] events) =>
        new(stream, expected, $$"""{"turn":{{expected}}}""", [.. events], [], []);

    /// <summary>Starts what the ledger needs, or skips the test where it cannot be had.</summary>
    public virtual ValueTask PrepareAsync() => ValueTask.CompletedTask;

    /// <summary>Opens the ledger once more, as a second node would.</summary>
    public abstract IOpenedLedger Open();

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

    /// <summary>Runs SQL on the database from outside, as an operator with a shell could.</summary>
    public long Outside(string sql)
    {
        using var connection = OutsideConnection();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() switch
        {
            long number => number,
            int number => number,
            _ => 0,
        };
    }

    public abstract DbConnection OutsideConnection();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await CloseAsync();
        Clean();
    }

    /// <summary>Removes what the ledger leaves behind.</summary>
    protected abstract void Clean();
}
