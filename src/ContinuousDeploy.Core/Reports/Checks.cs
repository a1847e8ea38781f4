using System.Collections.Immutable;
using System.Text;
using ContinuousDeploy.Core.Rollouts;
using ContinuousDeploy.Core.Verification;

namespace ContinuousDeploy.Core.Reports;

/// <summary>
/// The check runs on a merge commit: per environment, and one over all of them. Each is written when it has something to
/// say: progress is told by <c>deploy</c>, the others come with their results.
/// </summary>
internal static class Checks
{
    private const string Aggregate = "deploy / all";

    public static IEnumerable<CheckRunReport> Of(MergeView merge)
    {
        foreach (var environment in merge.Stages.GroupBy(stage => stage.Name.Environment, StringComparer.Ordinal))
        {
            var stages = environment.ToImmutableArray();
            yield return Deploy($"{environment.Key} / deploy", merge.Commit, stages);
            if (stages.All(stage => stage.Rollout.Smoke is not null || stage.IsSettled) && stages.Any(HasSmoke))
            {
                yield return Smoke($"{environment.Key} / smoke", merge.Commit, stages);
            }
        }

        if (merge.Stages.All(stage => stage.IsSettled))
        {
            yield return Deploy(Aggregate, merge.Commit, merge.Stages);
        }
    }

    public static CheckRunReport NothingToDeploy(CommitSha commit) => new(
        Aggregate,
        commit,
        Aggregate,
        CheckConclusion.Neutral,
        "Nothing to deploy",
        "This commit changes no pin.\n",
        []);

    private static bool HasSmoke(StageView stage) =>
        stage.Rollout is { WasLiveAlready: false, Phase: not Phase.Waiting, Request.Settings.Smoke: not null }
        && !(stage.Rollout is { IsRebuilt: true, Smoke: null });

    private static CheckRunReport Deploy(string name, CommitSha commit, ImmutableArray<StageView> stages)
    {
        var summary = new StringBuilder(Markdown.Table(
            ["Stage", "Version", "State", "Users get"],
            stages.Select(stage => (IReadOnlyList<string>)
            [
                Markdown.Text(stage.Name.ToString()),
                Markdown.Code(stage.Version),
                PhaseWords.Of(stage.Rollout.Phase),
                Markdown.Code(stage.UsersGet),
            ])));
        foreach (var stage in stages)
        {
            AppendStory(summary, stage);
        }

        var phases = stages.Select(stage => stage.Rollout.Phase).ToImmutableArray();
        return new CheckRunReport(
            name, commit, name, Worst(phases), TitleOf(stages), Markdown.Fit(summary.ToString(), Markdown.LongestSummary), []);
    }

    private static void AppendStory(StringBuilder summary, StageView stage)
    {
        var reason = PhaseWords.ReasonOf(stage.Rollout.Phase);
        if (reason.Length > 0)
        {
            summary.Append($"\n**{Markdown.Text(stage.Name.ToString())}**: {reason}\n");
        }

        foreach (var trouble in TroubleWords.Of(stage.State, stage.Rollout))
        {
            summary.Append($"\n{trouble}\n");
        }

        if (stage.Rollout.Log is { Length: > 0 } log)
        {
            summary.Append("\nThe last lines it wrote:\n\n").Append(Markdown.Fence(log));
        }
    }

    private static CheckConclusion? Worst(ImmutableArray<Phase> phases)
    {
        var conclusions = phases.Select(PhaseWords.ConclusionOf).ToImmutableArray();
        if (conclusions.Contains(CheckConclusion.Failure))
        {
            return CheckConclusion.Failure;
        }

        if (conclusions.Contains(CheckConclusion.ActionRequired))
        {
            return CheckConclusion.ActionRequired;
        }

        return conclusions.Contains(null) ? null
            : conclusions.Contains(CheckConclusion.Success) ? CheckConclusion.Success
            : CheckConclusion.Neutral;
    }

    private static string TitleOf(ImmutableArray<StageView> stages) => stages is [var only]
        ? $"{only.Name} {only.Version}: {Bare(PhaseWords.Of(only.Rollout.Phase))}"
        : string.Join(", ", stages.GroupBy(stage => Bare(PhaseWords.Of(stage.Rollout.Phase)))
            .Select(group => $"{group.Count()} {group.Key}"));

    /// <summary>Without the sign in front, which a title's own icon repeats.</summary>
    private static string Bare(string words) => words[(words.IndexOf(' ', StringComparison.Ordinal) + 1)..];

    private static CheckRunReport Smoke(string name, CommitSha commit, ImmutableArray<StageView> stages)
    {
        var results = stages.Select(stage => stage.Rollout.Smoke).ToImmutableArray();
        var summary = new StringBuilder();
        foreach (var stage in stages)
        {
            summary.Append(SmokeOf(stage));
        }

        return new CheckRunReport(
            name,
            commit,
            name,
            SmokeConclusion(stages),
            SmokeTitle(stages),
            Markdown.Fit(summary.ToString(), Markdown.LongestSummary),
            [.. results.OfType<SuiteResult>().SelectMany(Failures)]);
    }

    private static string SmokeTitle(ImmutableArray<StageView> stages)
    {
        var results = stages.Select(stage => stage.Rollout.Smoke).OfType<SuiteResult>().ToImmutableArray();
        return results switch
        {
            [] => stages.All(stage => stage.Rollout.Phase is Phase.Ended) ? "Not run" : "Not run yet",
            [var only] => only.Summary,
            _ => $"{results.Count(result => result.Verdict is Verdict.Passed)} of {results.Length} stages passed",
        };
    }

    private static CheckConclusion? SmokeConclusion(ImmutableArray<StageView> stages)
    {
        var verdicts = stages.Select(stage => stage.Rollout.Smoke?.Verdict).ToImmutableArray();
        return verdicts switch
        {
            _ when verdicts.Contains(Verdict.Failed) => CheckConclusion.Failure,
            _ when stages.Any(stage => stage.Rollout is { Smoke: null, Phase: not Phase.Ended }) => null,
            _ when verdicts.Contains(Verdict.Inconclusive) || verdicts.Contains(null) => CheckConclusion.Neutral,
            _ => CheckConclusion.Success,
        };
    }

    private static string SmokeOf(StageView stage)
    {
        var head = $"**{Markdown.Text(stage.Name.ToString())}** {Markdown.Code(stage.Version)}";
        if (stage.Rollout.Smoke is not { } result)
        {
            return $"{head}: not run.\n\n";
        }

        var table = Markdown.Table(
            ["", "Check", "Expected", "Seen"],
            result.Checks.Select(check => (IReadOnlyList<string>)
            [
                check.Passed ? "✅" : "❌",
                Markdown.Text(check.Name),
                Markdown.Text(check.Expected),
                Markdown.Text(check.Seen),
            ]));
        return $"{head}, against the instance that no user reached, in {Words.Of(result.Took)}:\n\n{table}\n";
    }

    private static IEnumerable<Annotation> Failures(SuiteResult result) => result.Checks
        .Where(check => !check.Passed)
        .Select(check => new Annotation(
            check.At, AnnotationLevel.Failure, $"{result.Suite}: {check.Name}", $"Expected {check.Expected}. Seen: {check.Seen}."));
}
