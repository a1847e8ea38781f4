using System.Collections.Immutable;
using System.Text;
using ContinuousDeploy.Core.Gates;
using ContinuousDeploy.Core.Planning;

namespace ContinuousDeploy.Core.Reports;

/// <summary>One change of a plan together with the gate it will meet.</summary>
/// <param name="Gate">Null where the change deploys nothing.</param>
public sealed record ForeseenChange(PlannedChange Change, GateVerdict? Gate);

/// <summary>The check run <c>plan</c> on a pull request: what a merge will do.</summary>
public static class PlanReport
{
    public const string Name = "plan";

    /// <param name="head">The pull request's head, which the check run stands on.</param>
    public static CheckRunReport Render(CommitSha head, ImmutableArray<ForeseenChange> changes, ImmutableArray<Problem> problems)
    {
        var deploying = changes.Count(change => change.Gate is not null);
        var conclusion = (problems.Length, changes.Length) switch
        {
            ( > 0, _) => CheckConclusion.Failure,
            (_, 0) => CheckConclusion.Neutral,
            _ => CheckConclusion.Success,
        };
        var summary = new StringBuilder();
        if (problems.Length > 0)
        {
            summary.Append("Nothing will be deployed from a file that has a problem. Fix these and push again.\n\n");
            summary.Append(Problems(problems)).Append('\n');
        }

        if (!changes.IsEmpty)
        {
            summary.Append(Changes(changes));
        }
        else if (problems.IsEmpty)
        {
            summary.Append("This pull request changes no pin, hold or setting of the environments.\n");
        }

        return new CheckRunReport(
            Name,
            head,
            Name,
            conclusion,
            TitleOf(changes, problems.Length, deploying),
            Markdown.Fit(summary.ToString(), Markdown.LongestSummary),
            [.. problems.Select(Annotate), .. changes.Where(Warns).Select(Annotate)]);
    }

    /// <summary>For a pull request that does not merge by itself.</summary>
    public static CheckRunReport Conflict(CommitSha head, ImmutableArray<string> paths) => new(
        Name,
        head,
        Name,
        CheckConclusion.Failure,
        "Conflicts with the base branch",
        "What a merge would do cannot be said until these conflicts are resolved:\n\n"
            + string.Concat(paths.Take(50).Select(path => $"- {Markdown.Code(path)}\n")),
        []);

    private static string TitleOf(ImmutableArray<ForeseenChange> changes, int problems, int deploying) => problems switch
    {
        > 0 => problems == 1 ? "1 problem to fix" : $"{problems} problems to fix",
        _ when deploying == 1 => Sentence(changes.Single(change => change.Gate is not null).Change),
        _ when deploying > 1 => $"A merge deploys to {deploying} stages",
        _ when changes.IsEmpty => "Nothing to deploy",
        _ => "A merge changes settings and deploys nothing",
    };

    private static string Sentence(PlannedChange change) =>
        $"A merge deploys {change.Application} {change.To} to {change.Environment}";

    private static string Problems(ImmutableArray<Problem> problems) => Markdown.Table(
        ["Where", "Rule", "Problem"],
        problems.Select(problem => (IReadOnlyList<string>)
        [
            Markdown.Code(problem.At.ToString()),
            Markdown.Code(problem.Rule),
            $"{Markdown.Text(problem.Message)} {Markdown.Text(problem.NextStep)}",
        ]));

    private static string Changes(ImmutableArray<ForeseenChange> changes) => Markdown.Table(
        ["Environment", "Application", "From", "To", "On merge"],
        changes.Select(foreseen => (IReadOnlyList<string>)
        [
            Markdown.Text(foreseen.Change.Environment ?? "(all)"),
            Markdown.Text(foreseen.Change.Application ?? "(unknown)"),
            VersionOf(foreseen.Change.From),
            VersionOf(foreseen.Change.To),
            Effect(foreseen),
        ]));

    private static string VersionOf(Pins.PinnedVersion? version) => version switch
    {
        null => "–",
        { Digest: null } => Markdown.Code(version.Version),
        { Digest: { } digest } => $"{Markdown.Code(version.Version)} ({Markdown.Code(digest[..Math.Min(19, digest.Length)])})",
    };

    private static string Effect(ForeseenChange foreseen) => foreseen switch
    {
        { Gate: GateVerdict.Closed closed } => $"waits: {Markdown.Text(closed.Reason)} {closed.NextStep}",
        { Change.Kind: ChangeKind.Added } => "deploys the first version",
        { Change.Kind: ChangeKind.Upgraded or ChangeKind.Changed } => "deploys",
        { Change.Kind: ChangeKind.Downgraded } => "deploys an **older** version",
        { Change.Kind: ChangeKind.Digest } => "deploys the same version from another artifact",
        { Change.Kind: ChangeKind.Removed } => "stops managing the stage; what is live stays as it is",
        { Change.Kind: ChangeKind.Held } => "holds the stage: later pins wait",
        { Change.Kind: ChangeKind.Resumed } => "lifts the hold",
        { Change.Kind: ChangeKind.Settings } => $"changes {Markdown.Code(foreseen.Change.Path)}; deploys nothing by itself",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static bool Warns(ForeseenChange foreseen) =>
        foreseen.Gate is GateVerdict.Closed || foreseen.Change.Kind is ChangeKind.Downgraded or ChangeKind.Removed;

    private static Annotation Annotate(Problem problem) =>
        new(problem.At, AnnotationLevel.Failure, problem.Rule, $"{problem.Message} {problem.NextStep}");

    private static Annotation Annotate(ForeseenChange foreseen)
    {
        var change = foreseen.Change;
        return foreseen.Gate is GateVerdict.Closed closed
            ? new Annotation(change.At, AnnotationLevel.Warning, "waits", $"{closed.Reason} {closed.NextStep}")
            : new Annotation(change.At, AnnotationLevel.Warning, change.Kind.ToString().ToLowerInvariant(), Warning(change));
    }

    private static string Warning(PlannedChange change) => change.Kind is ChangeKind.Downgraded
        ? $"{change.To} is older than {change.From}."
        : $"{change.Environment}/{change.Application} will no longer be managed; what is live stays as it is.";
}
