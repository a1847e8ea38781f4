using System.Diagnostics;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Planning;
using ContinuousDeploy.Git;

namespace ContinuousDeploy.Benchmarks.Plans;

/// <summary>
/// Plans one changed pin a commit in a repository of 20,000 pins, with the repository open and its files in the page
/// cache, beside Git's own program listing the changed paths of the same commits.
/// </summary>
public sealed class PlanBenchmark : IBenchmark
{
    private const int Commits = 300;
    private const int WarmUp = 100;

    public string Name => "plan";

    public string Question => "How long does the plan of one changed pin among 20,000 take?";

    public async Task<BenchmarkLine> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("continuous-deploy-plan-");
        try
        {
            var history = LargeRepository.Create(folder.FullName, WarmUp + Commits);
            var (milliseconds, files) = Measure(folder.FullName, history, cancellationToken);
            var peer = await DiffTree.MeasureAsync(folder.FullName, history, WarmUp, cancellationToken);
            milliseconds.Sort();
            return new BenchmarkLine(
                Name,
                Median(milliseconds),
                "ms",
                new Peer("git diff-tree --stdin", Median(peer), HigherIsBetter: false),
                new Figure("p99Ms", milliseconds[(int)(milliseconds.Count * 0.99)]),
                new Figure("filesRead", (double)files / Commits),
                new Figure("pins", LargeRepository.Environments * LargeRepository.Applications),
                new Figure("commits", Commits));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (List<double> Milliseconds, long Files) Measure(
        string folder, IReadOnlyList<CommitSha> history, CancellationToken cancellationToken)
    {
        using var reader = GitReader.Open(folder);
        var milliseconds = new List<double>();
        var files = 0L;
        for (var index = 1; index < history.Count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var budget = new ReadBudget();
            var start = Stopwatch.GetTimestamp();
            var (before, after) = (history[index - 1], history[index]);
            var trees = PlanSources.Read(
                reader, reader.TreeOf(before), reader.TreeOf(after), null, budget);
            var plan = Planner.Plan(before, trees.Base, after, trees.Head);
            var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (plan is not { Changes: [{ Kind: ChangeKind.Upgraded }], Problems: [] })
            {
                throw new InvalidOperationException($"The plan of {after} is not one upgrade.");
            }

            if (index > WarmUp)
            {
                milliseconds.Add(elapsed);
                files += budget.FilesRead;
            }
        }

        return (milliseconds, files);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
