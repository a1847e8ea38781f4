using ContinuousDeploy.Core.Manifests.Yaml;

namespace ContinuousDeploy.Core.Manifests.Sections;

/// <summary>A mapping whose keys have been checked: every key it has is known and can be read.</summary>
public sealed class Section
{
    private readonly YamlNode.Mapping mapping;
    private readonly string what;
    private readonly ProblemList problems;

    private Section(YamlNode.Mapping mapping, string what, ProblemList problems) =>
        (this.mapping, this.what, this.problems) = (mapping, what, problems);

    /// <summary>Its keys, known or not.</summary>
    public IEnumerable<string> Keys => mapping.Entries.Select(entry => entry.Key.Text);

    public Position At => mapping.At;

    /// <summary>The mapping, or null with a problem where the node is none. Keys that are not in the set are problems.</summary>
    /// <param name="what">What the mapping is, for messages: <c>run</c>, <c>the pin's file</c>.</param>
    public static Section? Open(YamlNode node, string what, KeySet keys, ProblemList problems)
    {
        if (node is not YamlNode.Mapping mapping)
        {
            problems.Add(
                node.At,
                "wrong-kind",
                $"Here {what} needs keys with values.",
                $"Its keys are: {string.Join(", ", keys.Known)}.");
            return null;
        }

        foreach (var entry in mapping.Entries)
        {
            CheckKey(entry.Key, what, keys, problems);
        }

        return new Section(mapping, what, problems);
    }

    public YamlNode? Find(string key) => mapping.Find(key)?.Value;

    /// <summary>The key's value, or null with a problem where it is missing.</summary>
    /// <param name="example">How it could be written.</param>
    public YamlNode? Require(string key, string example)
    {
        var value = Find(key);
        if (value is null)
        {
            problems.Add(At, "missing-key", $"The key '{key}' is missing in {what}.", $"Add it, for example '{example}'.");
        }

        return value;
    }

    private static void CheckKey(YamlNode.Scalar key, string what, KeySet keys, ProblemList problems)
    {
        if (keys.Known.Contains(key.Text) || problems.IsFull(key.At.File))
        {
            return;
        }

        if (keys.NotSupportedYet.Contains(key.Text))
        {
            problems.Add(
                key.At, "not-supported-yet", $"'{key.Text}' in {what} is not supported yet.", "Remove the key.");
        }
        else if (keys.Elsewhere.TryGetValue(key.Text, out var nextStep))
        {
            problems.Add(key.At, "misplaced-key", $"'{key.Text}' has no place in {what}.", nextStep);
        }
        else
        {
            problems.Add(
                key.At,
                "unknown-key",
                $"{Yaml.Excerpt.Of(key.Text)} is not a key of {what}.",
                Suggestion.NextStep(key.Text, keys.Known));
        }
    }
}
