using System.Collections.Immutable;

namespace ContinuousDeploy.Core.Manifests;

/// <summary>Collects what is wrong while files are read, so that a person sees all of it at once.</summary>
public sealed class ProblemList
{
    /// <summary>After so many problems in a file no more of it are kept.</summary>
    public const int MostInFile = 50;

    private readonly List<Problem> problems = [];
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);

    public void Add(Position at, string rule, string message, string nextStep) =>
        Add(new Problem(at, rule, message, nextStep));

    public void Add(Problem problem)
    {
        var count = counts[problem.At.File] = counts.GetValueOrDefault(problem.At.File) + 1;
        if (count <= MostInFile)
        {
            problems.Add(problem);
        }
        else if (count == MostInFile + 1)
        {
            problems.Add(new Problem(
                problem.At,
                "too-many-problems",
                $"The file has more than {MostInFile} problems; the rest are not shown.",
                "Correct these and look again."));
        }
    }

    public void AddRange(IEnumerable<Problem> more)
    {
        foreach (var problem in more)
        {
            Add(problem);
        }
    }

    /// <summary>Whether anything is wrong in a file.</summary>
    public bool Concerns(string file) => counts.ContainsKey(file);

    /// <summary>Whether a file has so many problems that looking for more is of no use.</summary>
    public bool IsFull(string file) => counts.GetValueOrDefault(file) > MostInFile;

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
