using System.Diagnostics;
using ContinuousDeploy.Core;

namespace ContinuousDeploy.Benchmarks.Plans;

/// <summary>Git's own program as the peer: one process that is given a pair of commits at a time.</summary>
public static class DiffTree
{
    /// <summary>Milliseconds a pair of neighbouring commits, asked and answered one after the other.</summary>
    public static async Task<List<double>> MeasureAsync(
        string folder, IReadOnlyList<CommitSha> history, int warmUp, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("git", ["-C", folder, "diff-tree", "--stdin", "-r", "--name-only"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var git = Process.Start(start)!;
        var milliseconds = new List<double>();
        for (var index = 1; index < history.Count; index++)
        {
            var asked = Stopwatch.GetTimestamp();
            await git.StandardInput.WriteAsync($"{history[index]}\n".AsMemory(), cancellationToken);
            await git.StandardInput.FlushAsync(cancellationToken);
            var commit = await git.StandardOutput.ReadLineAsync(cancellationToken);
            var path = await git.StandardOutput.ReadLineAsync(cancellationToken);
            if (commit != history[index].Value || path?.EndsWith(".yaml", StringComparison.Ordinal) is not true)
            {
                throw new InvalidOperationException($"git answered '{commit}' and '{path}'.");
            }

            if (index > warmUp)
            {
                milliseconds.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }
        }

        git.StandardInput.Close();
        await git.WaitForExitAsync(cancellationToken);
        return milliseconds;
    }
}
