using System.Globalization;

namespace ContinuousDeploy.Tests.Scenarios;

/// <summary>A pull request that changes many stages at once.</summary>
public sealed class ManyStagesTests
{
    private const int Applications = 12;

    [Fact]
    public async Task Many_stages_of_one_merge_are_told_of_together_by_checks_and_one_comment()
    {
        await using var app = await Scenario.StartAsync();
        var pullRequest = await app.OpenAsync("Add a dozen applications", [.. Files()]);
        var before = app.Changes.Count;

        await app.MergeAsync(pullRequest);

        Assert.StartsWith("✅ **All 12 stages are live.**", app.StickyComment(pullRequest), StringComparison.Ordinal);
        Assert.Contains("12 Live", app.Check(pullRequest, "staging / deploy").Output.Title, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("success", app.Check(pullRequest, "deploy / all").Conclusion);
        Assert.Equal(0, app.DeploymentCount(pullRequest));
        // Three checks and a comment, the first two of them changed once at most.
        Assert.InRange(app.Changes.Count - before, 4, 8);
    }

    [Fact]
    public async Task Of_many_stages_the_one_that_fails_is_named()
    {
        await using var app = await Scenario.StartAsync();
        app.Target.Publish("2.0.0", Behaviour.Good);
        var files = Files().Append(("environments/staging/shop-03.yaml", Pin(3, "1.5.1-broken"))).ToArray();
        var pullRequest = await app.OpenAsync("Add a dozen applications", [.. files]);

        await app.MergeAsync(pullRequest);

        Assert.StartsWith("❌ **1.5.1-broken failed in staging/shop-03", app.StickyComment(pullRequest), StringComparison.Ordinal);
        Assert.Equal("failure", app.Check(pullRequest, "deploy / all").Conclusion);
        Assert.Null(await app.FileAsync("environments/staging/shop-03.yaml"));
        Assert.Contains("version: 1.5.0", await app.FileAsync("environments/staging/shop-04.yaml"), StringComparison.Ordinal);
        Assert.True(app.IsMerged(Assert.Single(app.ByBot).Number));
    }

    private static IEnumerable<(string Path, string? Text)> Files() => Enumerable.Range(1, Applications).SelectMany(
        number => new (string, string?)[]
        {
            ($"environments/applications/{Name(number)}.yaml", SampleEnvironments.Application),
            ($"environments/staging/{Name(number)}.yaml", Pin(number, "1.5.0")),
        });

    private static string Pin(int number, string version) => $"version: {version}\nurl: https://{Name(number)}.example\n";

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"shop-{number:d2}");
}
