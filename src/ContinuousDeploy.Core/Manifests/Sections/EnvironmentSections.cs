using ContinuousDeploy.Core.Manifests.Yaml;

namespace ContinuousDeploy.Core.Manifests.Sections;

/// <summary>Reads what only an environment's own file has: target, rollback and promotion.</summary>
public static class EnvironmentSections
{
    private static readonly KeySet RollbackKeys = KeySet.Of("merge");

    private static readonly KeySet TargetKeys =
        KeySet.Of("process").Planned("kubernetes", "azureBlob", "workflow", "command");

    public static TargetReference? Target(YamlNode node, ProblemList problems)
    {
        if (Section.Open(node, "target", TargetKeys, problems) is not { } section
            || Process(section) is not { } name)
        {
            return null;
        }

        return Value.Checked(
            name, "name of a target", NameGrammar.IsName, "invalid-name", NameGrammar.InWords, problems) is { } target
            ? new TargetReference("process", target)
            : null;
    }

    public static RollbackPolicy? Rollback(YamlNode node, ProblemList problems)
    {
        if (Section.Open(node, "rollback", RollbackKeys, problems) is not { } section
            || section.Require("merge", "merge: automatic") is not { } merge
            || Value.Text(merge, "rollback.merge", problems) is not { } text)
        {
            return null;
        }

        switch (text)
        {
            case "automatic":
                return new RollbackPolicy(RollbackMerge.Automatic);
            case "review":
                return new RollbackPolicy(RollbackMerge.Review);
            default:
                problems.Add(
                    merge.At,
                    "invalid-value",
                    $"{Excerpt.Of(text)} is no way to merge a revert.",
                    "Write automatic or review.");
                return null;
        }
    }

    /// <summary>Promotion is by hand in this version; saying so is allowed.</summary>
    public static void CheckPromotion(YamlNode node, ProblemList problems)
    {
        var text = Value.Text(node, "promotion", problems);
        if (text is "automatic")
        {
            problems.Add(
                node.At,
                "not-supported-yet",
                "Automatic promotion is not supported yet.",
                "Write manual, or remove the key.");
        }
        else if (text is not (null or "manual"))
        {
            problems.Add(
                node.At,
                "invalid-value",
                $"{Excerpt.Of(text)} is no way to promote.",
                "Write manual, or remove the key.");
        }
    }

    /// <summary>A target of another kind has its problem already.</summary>
    private static YamlNode? Process(Section section) => section.Keys.Any(TargetKeys.NotSupportedYet.Contains)
        ? null
        : section.Require("process", "target: { process: local }");
}
