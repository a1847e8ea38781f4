using System.Diagnostics;
using System.Globalization;
using ContinuousDeploy.Ledger;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ContinuousDeploy.Tests.Ledger;

/// <summary>
/// A process of its own that brings a ledger to the present schema and kills itself on the way: this test program again,
/// told to run the one explicit test below. SQLite tells it how far it is.
/// </summary>
public static class KilledMigration
{
    /// <summary>After all steps and before the commit.</summary>
    public const int AtCommit = -1;

    /// <summary>Once the commit has been made, and before anything else.</summary>
    public const int AfterCommit = -2;

    /// <summary>How many of SQLite's instructions are between two points.</summary>
    private const int Instructions = 1_000;

    private const string File = "KILLED_MIGRATION_LEDGER";
    private const string At = "KILLED_MIGRATION_POINT";
    private const int Killed = 137;

    /// <summary>How many points a migration passes, by doing it.</summary>
    public static int PointsOf(string ledger)
    {
        var points = 0;
        using var connection = Open(ledger);
        raw.sqlite3_progress_handler(connection.Handle, Instructions, _ => Count(ref points), null);
        LedgerSchema.Migrate(connection);
        return points;
    }

    /// <summary>Migrates in a process that is killed at a point, counted from 1, or at one of the two above.</summary>
    public static async Task RunAsync(string ledger, int point, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { "-method", $"*.{nameof(Program.Migrate_and_be_killed)}", "-explicit", "only" },
            Environment = { [File] = ledger, [At] = point.ToString(CultureInfo.InvariantCulture) },
            RedirectStandardOutput = true,
        })!;
        var said = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        Assert.True(process.ExitCode == Killed, $"It ended by itself, with {process.ExitCode}: {said}");
    }

    private static SqliteConnection Open(string ledger) =>
        new SqliteDatabase($"Data Source={ledger}").OpenForWriting(create: false);

    private static int Count(ref int points)
    {
        points++;
        return 0;
    }

    /// <summary>The child's side.</summary>
    public sealed class Program
    {
        [Fact(Explicit = true)]
        public void Migrate_and_be_killed()
        {
            var ledger = Environment.GetEnvironmentVariable(File);
            Assert.SkipWhen(ledger is null, "Only a test of killed migrations runs it.");
            var point = int.Parse(Environment.GetEnvironmentVariable(At)!, CultureInfo.InvariantCulture);
            var passed = 0;
            using var connection = Open(ledger);
            raw.sqlite3_progress_handler(connection.Handle, Instructions, _ => Die(++passed == point), null);
            raw.sqlite3_commit_hook(connection.Handle, _ => Die(point == AtCommit), null);
            LedgerSchema.Migrate(connection);
            Die(point == AfterCommit);
        }

        private static int Die(bool now)
        {
            if (now)
            {
                // The system lets no thread go on from this call.
                Process.GetCurrentProcess().Kill();
            }

            return 0;
        }
    }
}
