using System.Diagnostics;
using System.Globalization;
using System.Text;
using ContinuousDeploy.Ledger;

namespace ContinuousDeploy.Tests.Ledger;

/// <summary>
/// A process of its own that stores deliveries and turns, and says what was acknowledged, until it is killed. It is
/// this test program again, told to run the one explicit test below.
/// </summary>
public sealed class KilledWriter(string folder, int first) : IDisposable
{
    private const string Folder = "KILLED_WRITER_FOLDER";
    private const string First = "KILLED_WRITER_FIRST";
    private const string Mark = "acknowledged ";

    private readonly Process process = Process.Start(
        new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { "-method", $"*.{nameof(Program.Write_until_killed)}", "-explicit", "only" },
            Environment = { [Folder] = folder, [First] = first.ToString(CultureInfo.InvariantCulture) },
            RedirectStandardOutput = true,
        })!;

    public static string LedgerIn(string folder) => Path.Combine(folder, "ledger.db");

    /// <summary>Kills it once a number of writes were acknowledged.</summary>
    /// <returns>All that were acknowledged before it died.</returns>
    public async Task<List<Acknowledgement>> KillAfterAsync(int count, CancellationToken cancellationToken)
    {
        var acknowledged = new List<Acknowledgement>();
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (Acknowledgement.Parse(line) is { } one)
            {
                acknowledged.Add(one);
            }

            if (acknowledged.Count == count)
            {
                process.Kill();
            }
        }

        await process.WaitForExitAsync(cancellationToken);
        return acknowledged;
    }

    public void Dispose()
    {
        process.Kill();
        process.Dispose();
    }

    /// <summary>A delivery and, after it, a version of a stream that the writer was told to be stored.</summary>
    public sealed record Acknowledgement(string Delivery, string Stream, long Version)
    {
        // The full stop tells a whole line from one that the kill cut off.
        public override string ToString() => $"{Mark}{Delivery} {Stream} {Version} .\n";

        public static Acknowledgement? Parse(string line) =>
            line.Split(' ') is ["acknowledged", var delivery, var stream, var version, "."]
                ? new Acknowledgement(delivery, stream, long.Parse(version, CultureInfo.InvariantCulture))
                : null;
    }

    /// <summary>The child's side.</summary>
    public sealed class Program
    {
        private const int Writers = 8;

        private readonly Lock guard = new();
        private readonly Stream output = Console.OpenStandardOutput();

        [Fact(Explicit = true)]
        public async Task Write_until_killed()
        {
            var folder = Environment.GetEnvironmentVariable(Folder);
            Assert.SkipWhen(folder is null, "Only a crash test runs it.");
            var options = new LedgerOptions { ConnectionString = $"Data Source={LedgerIn(folder)}" };
            var first = int.Parse(Environment.GetEnvironmentVariable(First)!, CultureInfo.InvariantCulture);
            await using var ledger = OpenedLedger.Open(options, TimeProvider.System);
            await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => WriteAsync(ledger, first, writer)));
        }

        private async Task WriteAsync(OpenedLedger ledger, int first, int writer)
        {
            var stream = $"stream/{writer}";
            var version = (await ledger.Streams.LoadAsync(stream, CancellationToken.None))?.Version ?? 0;
            for (var number = first + writer; ; number += Writers)
            {
                var delivery = LedgerFixture.Delivery(number, new string('x', number % 20_000));
                await ledger.Inbox.AppendAsync(delivery, CancellationToken.None);
                await ledger.Streams.SaveAsync(LedgerFixture.Write(stream, version, "event"), CancellationToken.None);
                Say(new Acknowledgement(delivery.Id, stream, ++version));
            }
        }

        private void Say(Acknowledgement one)
        {
            lock (guard)
            {
                output.Write(Encoding.UTF8.GetBytes(one.ToString()));
            }
        }
    }
}
