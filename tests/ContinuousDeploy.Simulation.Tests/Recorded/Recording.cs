using System.IO.Compression;
using System.Security.Cryptography;
using ContinuousDeploy.Core.Repositories;
using ContinuousDeploy.Ledger;
using ContinuousDeploy.Simulation.Scheduling;
using ContinuousDeploy.Simulation.Stages;
using ContinuousDeploy.Simulation.World;
using ContinuousDeploy.Stages;

namespace ContinuousDeploy.Simulation.Tests.Recorded;

/// <summary>The recordings that are there, and how one is made.</summary>
internal static class Recording
{
    public const string Stages = ".stages.jsonl.gz";
    public const string Ledgers = ".ledger.db";
    public const string Repositories = ".repositories.jsonl.gz";

    private const int StageHistories = 4_000;
    private const int RepositoryHistories = 400;
    private const int WholeHistories = 20;

    public static string Folder { get; } =
        Path.Combine(Checkout.Root, "tests", "ContinuousDeploy.Simulation.Tests", "Recorded");

    /// <summary>Names each recording with the digest it was made with.</summary>
    public static string Listed => Path.Combine(Folder, "recordings.sha256");

    public static IEnumerable<string> Files(string kind) =>
        Directory.EnumerateFiles(Folder, "*" + kind).Order(StringComparer.Ordinal);

    public static IEnumerable<string> Lines(string name)
    {
        using var stream = File.OpenRead(Path.Combine(Folder, name));
        using var reader = new StreamReader(new GZipStream(stream, CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    public static string DigestOf(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));

    /// <summary>Records what this version writes. A recording that is there already is never written over.</summary>
    /// <exception cref="IOException">There is one of that name.</exception>
    public static void Make(string name)
    {
        var stages = new TurnRecorder();
        var repositories = new ShapeRecorder();
        for (var seed = 1ul; seed <= RepositoryHistories; seed++)
        {
            var turns = TurnsOf(seed, History.PlayTold);
            foreach (var stream in turns.GroupBy(turn => turn.Write.Stream, StringComparer.Ordinal))
            {
                if (stream.Key.StartsWith(StageStream.Prefix, StringComparison.Ordinal))
                {
                    stages.Take($"repository {seed}", [.. stream]);
                }
                else
                {
                    stream.ToList().ForEach(turn => repositories.Take(turn.Write.State));
                }
            }
        }

        for (var seed = 1ul; seed <= StageHistories; seed++)
        {
            stages.Take($"stage {seed}", TurnsOf(seed, StageHistory.PlayTold), whole: seed <= WholeHistories);
        }

        LostLedgers.Of(stages.Stages).ForEach(lost => stages.Take(lost.History, lost.Turns));
        RareRepositories.All.ForEach(state => repositories.Take(RepositoryJson.Write(state)));
        Write(name + Stages, stages.Stages.Select(stage => stage.ToString()));
        Write(name + Repositories, repositories.Chosen);
    }

    private static List<(DateTimeOffset At, StreamRecord? Before, StreamWrite Write)> TurnsOf(
        ulong seed, Func<ulong, Swarm, TurnTaken, HistoryResult> play)
    {
        // A ledger that is reached at once: a turn is saved when it was decided, or shortly after it.
        var drawn = Swarm.Draw(new Dice(seed));
        var swarm = drawn with { Ledger = drawn.Ledger with { Slowest = TimeSpan.Zero }, Outages = 0 };
        var turns = new List<(DateTimeOffset, StreamRecord?, StreamWrite)>();
        _ = play(seed, swarm, (at, before, write) => turns.Add((at, before, write)));
        return turns;
    }

    /// <summary>Puts a file beside the recordings.</summary>
    public static void Keep(string file, string name)
    {
        File.Copy(file, Path.Combine(Folder, name));
        List(name);
    }

    private static void Write(string name, IEnumerable<string> lines)
    {
        using (var stream = new FileStream(Path.Combine(Folder, name), FileMode.CreateNew))
        using (var writer = new StreamWriter(new GZipStream(stream, CompressionLevel.SmallestSize)) { NewLine = "\n" })
        {
            lines.ToList().ForEach(writer.WriteLine);
        }

        List(name);
    }

    private static void List(string name) =>
        File.AppendAllText(Listed, $"{DigestOf(Path.Combine(Folder, name))}  {name}\n");
}
