namespace ContinuousDeploy.Tests.Scenarios;

/// <summary>
/// Each call that changes something, in each story, has its effect while its answer gets lost. Which calls there are is
/// seen from a run in which nothing goes wrong. The end is the same, and nothing is there twice.
/// </summary>
/// <remarks>A run loses a quarter of GitHub's answers by default; with <c>CRASH_MATRIX=all</c> it loses one.</remarks>
public sealed class LostAnswerTests
{
    private const int Quarters = 4;

    public static TheoryData<Story> Stories => [Story.BadRelease, Story.Rollback];

    [Theory]
    [MemberData(nameof(Stories))]
    public async Task No_answer_of_GitHub_that_is_lost_makes_a_difference(Story story)
    {
        var (undisturbed, changes, _) = await PlayAsync(story, _ => { });
        var numbered = changes
            .Select((change, at) => (Change: change, Before: changes.Take(at).Count(earlier => earlier == change)))
            .ToList();
        var runs = Environment.GetEnvironmentVariable("CRASH_MATRIX") is "all" ? changes.Count : Quarters;
        for (var run = 0; run < runs; run++)
        {
            var lost = numbered.Where((_, at) => at % runs == run).ToList();

            var (end, _, hasLost) = await PlayAsync(story, app => app.LoseAnswersOf(lost));

            var told = string.Join("; ", lost.Select(change => $"{change.Change}, number {change.Before + 1}"));
            Assert.True(hasLost, $"Not all of these were asked for: {told}");
            AssertSame(undisturbed, end, $"GitHub's answers to {told}");
        }

        Say($"{story}: the answers to {changes.Count} changes at GitHub were lost, in {runs} runs");
    }

    [Theory]
    [MemberData(nameof(Stories))]
    public async Task No_answer_of_target_or_traffic_that_is_lost_makes_a_difference(Story story)
    {
        IReadOnlyList<string> calls = [];
        var first = 0;
        var (undisturbed, _, _) = await PlayAsync(story, app => first = app.Answers.Calls.Count, app => calls = app.Answers.Calls);
        for (var lost = first; lost < calls.Count; lost++)
        {
            var call = lost;

            var (end, _, _) = await PlayAsync(story, app => app.Answers.LoseAnswerOf(call));

            AssertSame(undisturbed, end, $"the answer to {calls[call]}");
        }

        Say($"{story}: the answers of {calls.Count - first} calls to target and traffic were lost, one a run");
    }

    private static async Task<(string End, IReadOnlyList<string> Changes, bool HasLost)> PlayAsync(
        Story story, Action<Scenario> begin, Action<Scenario>? end = null)
    {
        await using var app = await Scenario.StartAsync();
        var before = app.Changes.Count;
        begin(app);
        var pullRequest = await app.MergePinAsync("production", story is Story.BadRelease ? "1.5.1-broken" : "1.5.0");
        if (story is Story.Rollback)
        {
            await app.CommentAsync(pullRequest, "/rollback");
        }

        await app.PassAsync(TimeSpan.FromMinutes(2), times: 6);
        end?.Invoke(app);
        return (await EndAsync(app), [.. app.Changes.Skip(before)], app.HasLost);
    }

    /// <summary>What is live, what users were given on the way, what was started, and all that is at GitHub.</summary>
    private static async Task<string> EndAsync(Scenario app)
    {
        var given = app.Traffic.Given.ToList();
        return $"""
            production: {app.UsersGet("production")}, staging: {app.UsersGet("staging")}
            pin: {(await app.FileAsync("environments/production/storefront.yaml"))!.Split('\n')[0]}
            started: {app.Target.Started.Count}, of other names: {app.Target.Started.Distinct().Count()}, up: {app.Target.Up.Count()}
            given: {given.Where((instance, at) => at == 0 || given[at - 1] != instance).Count()}
            {app.AtGitHub}
            """;
    }

    private static void AssertSame(string undisturbed, string end, string lost)
    {
        if (end != undisturbed)
        {
            Assert.Fail($"Without {lost} it ends otherwise.\n--- undisturbed\n{undisturbed}\n--- now\n{end}");
        }
    }

    private static void Say(string what) => TestContext.Current.TestOutputHelper?.WriteLine(what);
}
