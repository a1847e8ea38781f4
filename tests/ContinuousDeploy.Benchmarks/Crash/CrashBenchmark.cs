using System.Diagnostics;
using System.Globalization;

namespace ContinuousDeploy.Benchmarks.Crash;

/// <summary>
/// <c>crash [kills [seed]]</c>: kills the receiver with SIGKILL, by default 100 times; 1,000 deliveries are acknowledged
/// for each kill. The seed draws the moments; what the machine makes of them differs from run to run.
/// </summary>
public sealed class CrashBenchmark : IBenchmark
{
    private const int PerKill = 1_000;
    private const int Kills = 100;
    private const int TellEvery = 10;

    public string Name => "crash";

    public string Question => "How many acknowledged webhooks are lost when the receiver is killed over and over?";

    public async Task<BenchmarkLine> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var kills = Number(arguments, 0) ?? Kills;
        var draws = new Draws((ulong)(Number(arguments, 1) ?? 1));
        var clock = Stopwatch.StartNew();
        var folder = Directory.CreateTempSubdirectory("crash-");
        try
        {
            var ledger = Path.Combine(folder.FullName, "ledger.db");
            var count = await new KillLoop(ledger, draws, PerKill).RunAsync(kills, Tell, cancellationToken);
            return new BenchmarkLine(
                Name,
                count.Lost,
                "lost",
                null,
                new Figure("acknowledged", count.Acknowledged),
                new Figure("kills", count.Kills),
                new Figure("killsWhileStarting", count.KillsWhileStarting),
                new Figure("duplicates", count.Duplicates),
                new Figure("recognizedRedeliveries", count.Recognized),
                new Figure("elapsedSeconds", clock.Elapsed.TotalSeconds));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        // A thousand kills take an hour and more.
        void Tell(int kill, long acknowledged)
        {
            if (kill % TellEvery == 0)
            {
                Console.Error.WriteLine($"{clock.Elapsed.TotalSeconds:F0} s: {kill} of {kills} kills, {acknowledged} acknowledged");
            }
        }
    }

    private static int? Number(IReadOnlyList<string> arguments, int at) =>
        arguments.Count > at ? int.Parse(arguments[at], CultureInfo.InvariantCulture) : null;
}
