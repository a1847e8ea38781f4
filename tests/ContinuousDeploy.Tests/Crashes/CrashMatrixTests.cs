using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ContinuousDeploy.Tests.Bridge;
using ContinuousDeploy.Tests.Scenarios;

namespace ContinuousDeploy.Tests.Crashes;

/// <summary>A version is released, and a person takes it back.</summary>
public sealed class RollbackCrashMatrixTests() : CrashMatrixTests(Story.Rollback);

/// <summary>A version is found out by its checks; the bot takes it out of Git again.</summary>
public sealed class BadReleaseCrashMatrixTests() : CrashMatrixTests(Story.BadRelease);

/// <summary>A version waits for a held stage, and a person lets the stage go on.</summary>
public sealed class ResumeCrashMatrixTests() : CrashMatrixTests(Story.Resume);

/// <summary>
/// The real bot is killed with SIGKILL before a write, after a write, and after an effect and before it is recorded, over
/// and over within one story, and started again each time. Which points there are is seen from a run in which it lives.
/// The end is the same: what users get, how often each version was started in each stage, and every object at GitHub.
/// </summary>
/// <remarks>
/// By default a run kills at a few of the points. <c>CRASH_MATRIX=all</c> takes 21 seeds, <c>CRASH_MATRIX=n</c> takes n:
/// the first kills at every point there is, each of the others at the half of them that it draws.
/// </remarks>
public abstract class CrashMatrixTests(Story story)
{
    private const int Seeds = 21;
    private const int Few = 4;

    /// <summary>How many runs of many kills there are; 0: one of a few.</summary>
    private static int Long => Environment.GetEnvironmentVariable("CRASH_MATRIX") switch
    {
        null or "" => 0,
        "all" => Seeds,
        var number => int.Parse(number, CultureInfo.InvariantCulture),
    };

    [Fact]
    public async Task Whenever_the_bot_dies_it_comes_to_the_same_end()
    {
        var undisturbed = await CrashStory.PlayAsync(story, new HashSet<string>(), expected: null);
        var simulated = CrashPlots.EndOf(story);
        Assert.Null(Endings.Difference(simulated, undisturbed.Ending));
        for (var seed = 1; seed <= Math.Max(1, Long); seed++)
        {
            var all = undisturbed.Points.Count;
            var count = Long == 0 ? Few : seed == 1 ? all : all / 2;
            var chosen = undisturbed.Points.OrderBy(point => Draw($"{story} {seed} {point}"), StringComparer.Ordinal).Take(count).ToHashSet();
            var end = await CrashStory.PlayAsync(story, chosen, undisturbed.Picture);
            Check(seed, undisturbed, chosen, end);
            Assert.Null(Endings.Difference(simulated, end.Ending));
        }
    }

    private void Check(int seed, CrashEnd undisturbed, HashSet<string> chosen, CrashEnd end)
    {
        var missed = chosen.Except(end.Kills).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{story}, seed {seed}: {undisturbed.Points.Count} points, {chosen.Count} chosen, killed at {end.Kills.Count}\n"
            + string.Join('\n', end.Kills.Select(point => $"killed {point}"))
            + string.Join("", missed.Select(point => $"\nnot reached {point}")));

        // What is only told need not be told again after a crash; whatever is decided is passed in every run.
        Assert.DoesNotContain(missed, point => point.Contains(" of stage ", StringComparison.Ordinal));
        Assert.NotEmpty(end.Kills);
    }

    /// <summary>A point's place in the order of a seed, the same in every run.</summary>
    private static string Draw(string point) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(point)));
}
