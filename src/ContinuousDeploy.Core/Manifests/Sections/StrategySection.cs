using ContinuousDeploy.Core.Manifests.Yaml;

namespace ContinuousDeploy.Core.Manifests.Sections;

/// <summary>Reads <c>strategy</c>.</summary>
public static class StrategySection
{
    private static readonly string[] Known = ["blueGreen"];
    private static readonly string[] Planned = ["canary", "rolling", "recreate"];

    public static Strategy? Read(YamlNode node, ProblemList problems)
    {
        var word = node is YamlNode.Mapping { Entries: [var entry] } ? entry.Key : node as YamlNode.Scalar;
        if (word is not null && Planned.Contains(word.Text))
        {
            problems.Add(
                word.At,
                "not-supported-yet",
                $"The strategy '{word.Text}' is not supported yet.",
                "Use blueGreen, or remove the key.");
            return null;
        }

        if (Value.Text(node, "strategy", problems) is not { } text)
        {
            return null;
        }

        switch (text)
        {
            case "blueGreen":
                return Strategy.BlueGreen;
            default:
                problems.Add(
                    node.At,
                    "invalid-value",
                    $"{Excerpt.Of(text)} is no strategy.",
                    Suggestion.NextStep(text, Known));
                return null;
        }
    }
}
