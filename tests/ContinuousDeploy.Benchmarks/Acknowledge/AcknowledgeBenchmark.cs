using ContinuousDeploy.Webhooks;
using Microsoft.Data.Sqlite;

namespace ContinuousDeploy.Benchmarks.Acknowledge;

/// <summary>
/// Signed deliveries of 24 kB, answered once they are on disk, while the pump works them off. The peer gets the same
/// load in turns with us, so that both see the same machine.
/// </summary>
public sealed class AcknowledgeBenchmark : IBenchmark
{
    private const int Turns = 3;

    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(5);

    public string Name => "ack";

    public string Question => "How many signed webhooks a second are answered after they are on disk?";

    public async Task<BenchmarkLine> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (arguments is [ReceiverProcess.Argument, var ledger])
        {
            await ReceiverProcess.ServeAsync(ledger, cancellationToken);
            return new BenchmarkLine(Name, Stored(ledger), "deliveries");
        }

        var folder = Directory.CreateTempSubdirectory("ack-");
        try
        {
            return await MeasureAsync(Path.Combine(folder.FullName, "ledger.db"), cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<BenchmarkLine> MeasureAsync(string ledger, CancellationToken cancellationToken)
    {
        using var receiver = await ReceiverProcess.StartAsync(ledger, cancellationToken);
        using var probot = await ProbotProcess.StartAsync(cancellationToken);
        var push = new SignedPush(WebhookRegistration.Path);
        var ours = new Measured(new Load(push, receiver.Port), () => receiver.ProcessorTime);
        var peer = probot is null ? null : new Measured(new Load(push, probot.Port), () => probot.ProcessorTime);
        await ours.WarmAsync(Warming, cancellationToken);
        await (peer?.WarmAsync(Warming, cancellationToken) ?? Task.CompletedTask);
        for (var turn = 0; turn < Turns; turn++)
        {
            await ours.MeasureAsync(Turn, cancellationToken);
            await (peer?.MeasureAsync(Turn, cancellationToken) ?? Task.CompletedTask);
        }

        await receiver.StopAsync(cancellationToken);
        return Line(ours, peer, ledger);
    }

    private BenchmarkLine Line(Measured ours, Measured? peer, string ledger)
    {
        var figures = new List<Figure>
        {
            new("p50Ms", ours.PercentileMs(50)),
            new("p99Ms", ours.PercentileMs(99)),
            new("processorUs", ours.ProcessorMicroseconds),
            new("acknowledgedDeliveries", ours.Accepted),
            new("lostDeliveries", ours.Accepted - Stored(ledger)),
            new("ledgerBytesPerDelivery", new FileInfo(ledger).Length / (double)ours.Accepted),
        };
        if (peer is null)
        {
            Console.Error.WriteLine($"Probot {ProbotProcess.Version} was not measured: node or npm is missing.");
            return new BenchmarkLine(Name, ours.PerSecond, "deliveries/s", null, figures);
        }

        figures.Add(new Figure("peerP99Ms", peer.PercentileMs(99)));
        figures.Add(new Figure("peerProcessorUs", peer.ProcessorMicroseconds));
        return new BenchmarkLine(
            Name, ours.PerSecond, "deliveries/s", new Peer("Probot", peer.PerSecond, HigherIsBetter: true), figures);
    }

    private static long Stored(string ledger)
    {
        using var connection = new SqliteConnection($"Data Source={ledger};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM deliveries";
        return (long)command.ExecuteScalar()!;
    }
}
