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
/// A seed deals all the points into two hands, and the story is played with each: whatever the seed, the bot dies at every
/// point, in other company. <c>CRASH_MATRIX=1</c> plays one seed, as CI does, <c>CRASH_MATRIX=n</c> plays n,
/// <c>CRASH_MATRIX=n-m</c> those from n to m, <c>CRASH_MATRIX=all</c> twenty. By default it dies at a few of the points.
/// </remarks>
public abstract class CrashMatrixTests(Story story)
{
    private const int Hands = 2;
    private const int Few = 4;

    /// <summary>The seeds to play; none where the bot is to die a few times only.</summary>
    private static IEnumerable<int> Seeds => (Environment.GetEnvironmentVariable("CRASH_MATRIX") ?? "").Split('-') switch
    {
        [""] => [],
        ["all"] => Enumerable.Range(1, 20),
        [var last] => Enumerable.Range(1, Number(last)),
        [var first, var last] => Enumerable.Range(Number(first), Number(last) - Number(first) + 1),
        var other => throw new ArgumentException($"CRASH_MATRIX={string.Join('-', other)} is neither all, n nor n-m."),
    };

    [Fact]
    public async Task Whenever_the_bot_dies_it_comes_to_the_same_end()
    {
        var undisturbed = await CrashStory.PlayAsync(story, new HashSet<string>(), expected: null);
        Assert.Null(Endings.Difference(CrashPlots.EndOf(story), undisturbed.Ending));
        if (!Seeds.Any())
        {
            await PlayAsync(1, undisturbed, [.. InOrderOf(1, undisturbed.Points).Take(Few)]);
        }

        foreach (var seed in Seeds)
        {
            var points = InOrderOf(seed, undisturbed.Points);
            for (var hand = 0; hand < Hands; hand++)
            {
                await PlayAsync(seed, undisturbed, [.. points.Where((_, place) => place % Hands == hand)]);
            }
        }
    }

    private async Task PlayAsync(int seed, CrashEnd undisturbed, HashSet<string> chosen)
    {
        var end = await CrashStory.PlayAsync(story, chosen, undisturbed.Picture);
        Check(seed, undisturbed, chosen, end);
        Assert.Null(Endings.Difference(CrashPlots.EndOf(story), end.Ending));
    }

    private string[] InOrderOf(int seed, IEnumerable<string> points) =>
        [.. points.OrderBy(point => Draw($"{story} {seed} {point}"), StringComparer.Ordinal)];

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private void Check(int seed, CrashEnd undisturbed, HashSet<string> chosen, CrashEnd end)
    {
        var missed = chosen.Except(end.Kills).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{story}, seed {seed}: {undisturbed.Points.Count} points, {chosen.Count} chosen, killed at {end.Kills.Count}\n"
            + string.Join('\n', end.Kills.Select(point => $"killed {point}"))
            + string.Join("", missed.Select(point => $"\nnot reached {point}")));

        // What is only told need not be told again after a crash; whatever is decided is passed in every run.
        Assert.DoesNotContain(
            missed, point => point.Contains(" of stage ", StringComparison.Ordinal) && !end.DiedWithinTheWriteOf(point));
        Assert.NotEmpty(end.Kills);
    }

    /// <summary>A point's place in the order of a seed, the same in every run.</summary>
    private static string Draw(string point) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(point)));
}
