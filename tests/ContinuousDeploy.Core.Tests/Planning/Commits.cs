using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Planning;

namespace ContinuousDeploy.Core.Tests.Planning;

/// <summary>Two commits of a small environments repository: a base, and a head that differs in some files.</summary>
public static class Commits
{
    public const string Root = "environments";

    public static CommitSha Base { get; } = new(new string('a', 40));

    public static CommitSha Head { get; } = new(new string('b', 40));

    private static readonly Dictionary<string, string> Files = new()
    {
        ["environments/applications/storefront.yaml"] = """
            artifact: storefront/{version}.tar.gz
            run: { command: ["./storefront"], ready: /readyz }

            """,
        ["environments/staging/environment.yaml"] = """
            target: { process: local }
            url: http://staging.example

            """,
        ["environments/production/environment.yaml"] = """
            after: [staging]
            target: { process: local }
            url: http://shop.example

            """,
        ["environments/staging/storefront.yaml"] = "version: 1.4.0\n",
        ["environments/production/storefront.yaml"] = "version: 1.3.0\n",
    };

    /// <summary>The plan of changing some files; a null text deletes one.</summary>
    public static Plan Plan(params (string Path, string? Text)[] head) => PlanFrom([], head);

    /// <summary>The same, where the base differs from the ordinary one as well.</summary>
    public static Plan PlanFrom((string Path, string? Text)[] before, (string Path, string? Text)[] head)
    {
        var start = With(Files, before);
        return Planner.Plan(Base, Tree(start), Head, Tree(With(start, head)));
    }

    /// <summary>A line for each change, then one for each problem.</summary>
    public static string Show(Plan plan) => string.Concat(
        plan.Changes
            .Select(change => $"{change.Environment ?? "-"}/{change.Application ?? "-"} {change.Kind} "
                + $"{change.From?.Version ?? "-"} -> {change.To?.Version ?? "-"} "
                + $"at {change.At} {change.Path}".TrimEnd())
            .Concat(plan.Problems.Select(problem => $"{problem.At}: {problem.Rule}"))
            .Select(line => line + "\n"));

    private static Dictionary<string, string> With(
        Dictionary<string, string> files, IEnumerable<(string Path, string? Text)> changes)
    {
        var changed = new Dictionary<string, string>(files);
        foreach (var (path, text) in changes)
        {
            changed.Remove(path);
            if (text is not null)
            {
                changed.Add(path, text);
            }
        }

        return changed;
    }

    private static SourceTree Tree(Dictionary<string, string> files) =>
        SourceTree.Of(Root, files.Select(file => SourceFile.Of(file.Key, file.Value)));
}
