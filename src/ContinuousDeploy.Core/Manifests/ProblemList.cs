using System.Collections.Immutable;

namespace ContinuousDeploy.Core.Manifests;

/// <summary>Collects what is wrong while files are read, so that a person sees all of it at once.</summary>
public sealed class ProblemList
{
    private readonly List<Problem> problems = [];
    private readonly HashSet<string> files = new(StringComparer.Ordinal);

    public void Add(Position at, string rule, string message, string nextStep) =>
        Add(new Problem(at, rule, message, nextStep));

    public void Add(Problem problem)
    {
        problems.Add(problem);
        files.Add(problem.At.File);
    }

    public void AddRange(IEnumerable<Problem> more)
    {
        foreach (var problem in more)
        {
            Add(problem);
        }
    }

    /// <summary>Whether anything is wrong in a file.</summary>
    public bool Concerns(string file) => files.Contains(file);

    public bool IsEmpty => problems.Count == 0;

    /// <summary>Each problem once, in the order of files, lines and columns.</summary>
    public ImmutableArray<Problem> Sorted() =>
    [
        .. problems
            .Distinct()
            .OrderBy(problem => problem.At.File, StringComparer.Ordinal)
            .ThenBy(problem => problem.At.Line)
            .ThenBy(problem => problem.At.Column)
            .ThenBy(problem => problem.Rule, StringComparer.Ordinal)
            .ThenBy(problem => problem.Message, StringComparer.Ordinal),
    ];
}
