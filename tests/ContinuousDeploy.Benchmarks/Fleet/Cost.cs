using System.Diagnostics;
using System.Numerics;

namespace ContinuousDeploy.Benchmarks.Fleet;

/// <summary>What has been done so far, or between two moments; counts are the same on any machine.</summary>
/// <param name="Loads">Streams read from the ledger.</param>
/// <param name="Saves">Turns saved in it.</param>
/// <param name="Reads">Plans, manifests and files read from Git.</param>
/// <param name="GitHubWrites">Calls that create content, as GitHub counts it.</param>
/// <param name="AllocatedBytes">Of the whole process, the local GitHub among it.</param>
internal sealed record Cost(
    long At, long Fetches, long Reads, long Loads, long Saves, long GitHubReads, long GitHubWrites, long AllocatedBytes)
    : ISubtractionOperators<Cost, Cost, Cost>
{
    public double LiveMs { get; init; }

    public double DecidedMs { get; init; }

    public double TookMs => At * 1000.0 / Stopwatch.Frequency;

    public static Cost Of(FleetScene scene)
    {
        var calls = scene.Exchanges.Where(exchange => !exchange.Path.EndsWith("/access_tokens", StringComparison.Ordinal)).ToList();
        var reads = calls.Count(exchange => exchange.Method == "GET");
        return new Cost(
            Stopwatch.GetTimestamp(),
            scene.Mirrors.Fetches,
            scene.Mirrors.Reads,
            scene.Ledger.Loads,
            scene.Ledger.Saves,
            reads,
            calls.Count - reads,
            GC.GetTotalAllocatedBytes());
    }

    public static Cost operator -(Cost left, Cost right) => new(
        left.At - right.At,
        left.Fetches - right.Fetches,
        left.Reads - right.Reads,
        left.Loads - right.Loads,
        left.Saves - right.Saves,
        left.GitHubReads - right.GitHubReads,
        left.GitHubWrites - right.GitHubWrites,
        left.AllocatedBytes - right.AllocatedBytes)
    {
        LiveMs = left.LiveMs - right.LiveMs,
        DecidedMs = left.DecidedMs - right.DecidedMs,
    };
}
