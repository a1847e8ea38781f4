using System.Collections.Immutable;

namespace ContinuousDeploy.Core.Verification;

/// <summary>What a suite of checks says of a version.</summary>
public enum Verdict
{
    /// <summary>Everything that was asked was seen.</summary>
    Passed,

    /// <summary>The version is bad: roll back.</summary>
    Failed,

    /// <summary>There was nothing, or too little, to judge by. Never a pass.</summary>
    Inconclusive,
}

/// <summary>One check of a suite: what was expected, what was seen, and whether that is well.</summary>
/// <param name="Name">As the application's file names it.</param>
/// <param name="Expected">In words for a table cell, for example <c>200 within 500 ms</c>.</param>
/// <param name="Seen">In words for a table cell, for example <c>500 after 12 ms</c>. Hostile text: rendering escapes it.</param>
/// <param name="At">Where the check stands in the repository, for an annotation.</param>
public sealed record CheckResult(string Name, bool Passed, string Expected, string Seen, Position At);

/// <summary>The result of one run of a suite against one instance.</summary>
/// <param name="Suite">The suite's name: <c>smoke</c>.</param>
/// <param name="Took">From the first request to the last answer.</param>
public sealed record SuiteResult(string Suite, Verdict Verdict, ImmutableArray<CheckResult> Checks, TimeSpan Took)
{
    /// <summary>The verdict in one sentence.</summary>
    public string Summary => Verdict switch
    {
        Verdict.Passed => $"The {Suite} checks passed, all {Checks.Length}.",
        Verdict.Failed => FailureSummary(),
        Verdict.Inconclusive => $"The {Suite} checks had nothing to judge by.",
    };

    private string FailureSummary()
    {
        var failed = Checks.Where(check => !check.Passed).ToImmutableArray();
        var count = Checks.Length == 1 ? "The only" : $"{failed.Length} of {Checks.Length}";
        var first = failed[0];
        return $"{count} {Suite} {(Checks.Length == 1 ? "check" : "checks")} failed. "
            + $"{first.Name}: expected {first.Expected}, seen {first.Seen}.";
    }
}
