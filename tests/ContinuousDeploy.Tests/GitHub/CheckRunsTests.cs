using System.Text;
using ContinuousDeploy.Core.Reports;

namespace ContinuousDeploy.Tests.GitHub;

public sealed class CheckRunsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Annotations_come_in_fifties()
    {
        await using var github = await SandboxedGitHub.StartAsync();

        await ReportAsync(github, Samples.Check(github.First) with { Annotations = Samples.Annotations(120) });

        var run = Assert.Single(github.Server.World.CheckRuns.All);
        Assert.Equal(Enumerable.Range(1, 120), run.Annotations.Select(note => note.StartLine));
        Assert.Equal(3, github.Server.Limits.Report.ContentCreating);
    }

    [Fact]
    public async Task Of_more_than_two_hundred_annotations_the_summary_says_where_the_rest_is()
    {
        await using var github = await SandboxedGitHub.StartAsync();

        await ReportAsync(github, Samples.Check(github.First) with { Annotations = Samples.Annotations(201) });

        var run = Assert.Single(github.Server.World.CheckRuns.All);
        Assert.Equal(200, run.Annotations.Length);
        Assert.StartsWith(
            "The first 200 of 201 notes are shown; `cdeploy validate` lists them all.\n\nAll checks passed.",
            run.Output.Summary,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_adds_only_the_annotations_that_are_missing()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var check = Samples.Check(github.First);
        await ReportAsync(github, check with { Annotations = Samples.Annotations(2) });

        await ReportAsync(github, check with { Annotations = Samples.Annotations(3), Title = "three now" });

        var run = Assert.Single(github.Server.World.CheckRuns.All);
        Assert.Equal([1, 2, 3], run.Annotations.Select(note => note.StartLine));
        Assert.Equal("three now", run.Output.Title);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("日")]
    [InlineData("😀")]
    public async Task A_summary_that_is_too_long_is_cut_where_GitHub_still_takes_it(string character)
    {
        await using var github = await SandboxedGitHub.StartAsync();

        await ReportAsync(github, Samples.Check(github.First) with
        {
            Summary = string.Concat(Enumerable.Repeat(character, 70_000)),
        });

        var summary = Assert.Single(github.Server.World.CheckRuns.All).Output.Summary!;
        Assert.InRange(Encoding.UTF8.GetByteCount(summary), 65_530, 65_535);
        Assert.EndsWith("… cut: the rest is longer than GitHub shows.", summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_of_the_same_name_with_another_key_is_left_alone()
    {
        await using var github = await SandboxedGitHub.StartAsync();
        var check = Samples.Check(github.First);
        await ReportAsync(github, check);
        github.Posted.Clear();

        await ReportAsync(github, check with { Key = "another attempt", Conclusion = CheckConclusion.Failure });

        Assert.Equal(
            [("key of production / deploy", "success"), ("another attempt", "failure")],
            github.Server.World.CheckRuns.All.Select(run => (run.ExternalId!, run.Conclusion!)));
    }

    [Theory]
    [InlineData(null, "in_progress", null)]
    [InlineData(CheckConclusion.Success, "completed", "success")]
    [InlineData(CheckConclusion.Failure, "completed", "failure")]
    [InlineData(CheckConclusion.Neutral, "completed", "neutral")]
    [InlineData(CheckConclusion.ActionRequired, "completed", "action_required")]
    public async Task Each_conclusion_has_GitHubs_word(CheckConclusion? conclusion, string status, string? word)
    {
        await using var github = await SandboxedGitHub.StartAsync();

        await ReportAsync(github, Samples.Check(github.First) with { Conclusion = conclusion });

        var run = Assert.Single(github.Server.World.CheckRuns.All);
        Assert.Equal((status, word), (run.Status, run.Conclusion));
    }

    private static Task ReportAsync(SandboxedGitHub github, CheckRunReport check) =>
        github.Reporter.ReportAsync(github.Reference, Samples.Of(check), Cancellation);
}
