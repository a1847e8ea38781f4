using ContinuousDeploy.Tests.Scenarios;

namespace ContinuousDeploy.Tests.Crashes;

/// <summary>
/// The real bot is killed once in each run: before a write, after a write, or after an effect and before it is recorded.
/// Which points there are is seen from a run in which it lives. Started again, it comes to the same end. By default a
/// few points of the first two stories are taken, spread evenly; <c>CRASH_MATRIX=all</c> takes every one of all three.
/// </summary>
public sealed class CrashMatrixTests
{
    private const int Few = 2;

    private static bool All => Environment.GetEnvironmentVariable("CRASH_MATRIX") == "all";

    public static TheoryData<Story> Stories => [.. Enum.GetValues<Story>()];

    [Theory]
    [MemberData(nameof(Stories))]
    public async Task Whenever_the_bot_dies_it_comes_to_the_same_end(Story story)
    {
        Assert.SkipWhen(story is Story.Rollback && !All, "It takes minutes: set CRASH_MATRIX=all.");
        var undisturbed = await CrashStory.PlayAsync(story, killAt: null, expected: null);
        var chosen = Chosen(undisturbed.Points);
        var killed = 0;
        foreach (var point in chosen)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"--- killed {point}");
            var end = await CrashStory.PlayAsync(story, point, undisturbed.Picture);
            killed += end.Killed ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{story}: {undisturbed.Points.Count} points, {chosen.Count} chosen, killed at {killed}");
        Assert.Equal(chosen.Count, killed);
    }

    private static List<string> Chosen(IReadOnlyList<string> points) =>
        All
            ? [.. points]
            : [.. Enumerable.Range(0, Few).Select(number => points[((2 * number) + 1) * points.Count / (2 * Few)])];
}
