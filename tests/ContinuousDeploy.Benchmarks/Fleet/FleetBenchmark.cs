using System.Diagnostics;
using System.Globalization;
using ContinuousDeploy.Core;
using ContinuousDeploy.Stages;

namespace ContinuousDeploy.Benchmarks.Fleet;

/// <summary>
/// Many stages in one environments repository: what a reconcile tick costs when nothing has changed, and how long a
/// pull request that changes many pins takes.
/// </summary>
public sealed class FleetBenchmark : IBenchmark
{
    private const int Ticks = 20;
    private const int ChangedEnvironments = 10;

    public string Name => "fleet";

    public string Question => "What does an idle tick over 10,000 stages cost, and a merge of 1,000 pins? [applications] [changed]";

    public async Task<BenchmarkLine> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var files = new FleetFiles(20, Number(arguments, 0, 500));
        var changed = Number(arguments, 1, files.Stages / 10);
        await using var scene = await FleetScene.CreateAsync(files, cancellationToken);
        var installed = await InstallAsync(scene, files, cancellationToken);
        var idle = await IdleAsync(scene, cancellationToken);
        var merged = await MergeAsync(scene, changed, cancellationToken);
        var after = await IdleAsync(scene, cancellationToken);
        return new BenchmarkLine(
            Name,
            idle.Milliseconds,
            "ms",
            null,
            [
                new("stages", files.Stages),
                new("filesRead", idle.Cost.Reads),
                .. Figures("idle", idle.Cost),
                new("afterMergeIdleMs", after.Milliseconds),
                .. Figures("afterMergeIdle", after.Cost),
                .. Figures("install", installed),
                .. Figures("merge", merged),
                new("changedStages", changed),
                new("mostStartingTogether", scene.Target.MostTogether),
                new("breaches", scene.Breaches),
            ]);
    }

    private static async Task<Cost> InstallAsync(FleetScene scene, FleetFiles files, CancellationToken cancellationToken)
    {
        var live = new Milestone<StageId>(files.Stages);
        scene.Traffic.Moved += live.Note;
        var before = Cost.Of(scene);
        await scene.StartBotAsync(cancellationToken);
        var took = await LiveAsync(live, files.Stages, before.At, cancellationToken);
        await scene.ConcludedAsync((await scene.TipAsync(cancellationToken))!, cancellationToken);
        return Cost.Of(scene) - before with { LiveMs = -took };
    }

    private static async Task<Cost> MergeAsync(FleetScene scene, int changed, CancellationToken cancellationToken)
    {
        var pullRequest = await scene.OpenAsync(changed, ChangedEnvironments, "2.0.0", cancellationToken);
        await scene.TickAsync(cancellationToken);
        var decided = new Milestone<string>(changed);
        var live = new Milestone<StageId>(changed);
        scene.Ledger.Saved += write =>
        {
            if (write.Stream.StartsWith(StageStream.Prefix, StringComparison.Ordinal) && !write.Begun.IsEmpty)
            {
                decided.Note(write.Stream);
            }
        };
        scene.Traffic.Moved += live.Note;
        var before = Cost.Of(scene);
        var commit = await scene.MergeAsync(pullRequest, cancellationToken);
        var start = Stopwatch.GetTimestamp();
        var decidedMs = Stopwatch.GetElapsedTime(start, await decided.Reached.WaitAsync(cancellationToken)).TotalMilliseconds;
        var liveMs = await LiveAsync(live, changed, start, cancellationToken);
        await scene.ConcludedAsync(commit, cancellationToken);
        return Cost.Of(scene) - before with { LiveMs = -liveMs, DecidedMs = -decidedMs };
    }

    private static async Task<double> LiveAsync(
        Milestone<StageId> live, int count, long start, CancellationToken cancellationToken)
    {
        while (await Task.WhenAny(live.Reached, Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, cancellationToken)) != live.Reached)
        {
            Console.Error.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s: {live.Seen} of {count} stages are live");
        }

        return Stopwatch.GetElapsedTime(start, await live.Reached).TotalMilliseconds;
    }

    /// <summary>The median tick, and what that one cost.</summary>
    private static async Task<(double Milliseconds, Cost Cost)> IdleAsync(FleetScene scene, CancellationToken cancellationToken)
    {
        await scene.TickAsync(cancellationToken);
        var ticks = new List<(double Milliseconds, Cost Cost)>();
        for (var tick = 0; tick < Ticks; tick++)
        {
            var before = Cost.Of(scene);
            await scene.TickAsync(cancellationToken);
            var cost = Cost.Of(scene) - before;
            ticks.Add((cost.TookMs, cost));
        }

        return ticks.OrderBy(tick => tick.Milliseconds).ElementAt(Ticks / 2);
    }

    private static IEnumerable<Figure> Figures(string name, Cost cost)
    {
        if (cost.LiveMs > 0)
        {
            yield return new Figure($"{name}LiveMs", cost.LiveMs);
            yield return new Figure($"{name}ToldMs", cost.TookMs);
        }

        if (cost.DecidedMs > 0)
        {
            yield return new Figure($"{name}DecidedMs", cost.DecidedMs);
        }

        yield return new Figure($"{name}Fetches", cost.Fetches);
        yield return new Figure($"{name}Loads", cost.Loads);
        yield return new Figure($"{name}Saves", cost.Saves);
        yield return new Figure($"{name}GitHubReads", cost.GitHubReads);
        yield return new Figure($"{name}GitHubWrites", cost.GitHubWrites);
        yield return new Figure($"{name}AllocatedKb", cost.AllocatedBytes / 1024.0);
    }

    private static int Number(IReadOnlyList<string> arguments, int index, int otherwise) =>
        arguments.Count > index ? int.Parse(arguments[index], CultureInfo.InvariantCulture) : otherwise;
}
