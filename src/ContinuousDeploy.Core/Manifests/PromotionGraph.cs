using ContinuousDeploy.Core.Manifests.Files;
using ContinuousDeploy.Core.Manifests.Yaml;

namespace ContinuousDeploy.Core.Manifests;

/// <summary>Checks <c>after</c>: every environment it names exists, and none comes before itself.</summary>
public static class PromotionGraph
{
    /// <param name="known">Every environment there is, also those whose files cannot be read.</param>
    public static void Check(
        IReadOnlyDictionary<string, EnvironmentFile> environments,
        IReadOnlyCollection<string> known,
        ProblemList problems)
    {
        foreach (var (name, environment) in environments)
        {
            foreach (var (before, at) in environment.After)
            {
                if (!known.Contains(before))
                {
                    problems.Add(
                        at,
                        "unknown-environment",
                        $"There is no environment {Excerpt.Of(before)}.",
                        Suggestion.NextStep(before, known));
                }
                else if (Reaches(environments, before, name))
                {
                    problems.Add(
                        at,
                        "promotion-cycle",
                        $"'{name}' comes after '{before}', which comes after '{name}'.",
                        "Remove one of the two, so that the order has a beginning.");
                }
            }
        }
    }

    /// <summary>Whether <paramref name="sought"/> is <paramref name="start"/> or somewhere before it.</summary>
    private static bool Reaches(
        IReadOnlyDictionary<string, EnvironmentFile> environments, string start, string sought)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<string>([start]);
        while (waiting.TryPop(out var current))
        {
            if (current == sought)
            {
                return true;
            }

            if (seen.Add(current) && environments.TryGetValue(current, out var environment))
            {
                foreach (var (before, _) in environment.After)
                {
                    waiting.Push(before);
                }
            }
        }

        return false;
    }
}
