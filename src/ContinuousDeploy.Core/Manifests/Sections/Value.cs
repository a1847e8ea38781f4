using System.Collections.Immutable;
using System.Globalization;
using ContinuousDeploy.Core.Manifests.Yaml;

namespace ContinuousDeploy.Core.Manifests.Sections;

/// <summary>
/// Reads single values. Each answers null, with a problem added, where the value is not what was asked for.
/// </summary>
public static class Value
{
    private const int LongestText = 1_000;

    /// <summary>Text with something in it, at most 1,000 characters.</summary>
    /// <param name="what">What the value is, for messages.</param>
    public static string? Text(YamlNode node, string what, ProblemList problems)
    {
        if (node is not YamlNode.Scalar { IsNull: false } scalar)
        {
            problems.Add(node.At, "wrong-kind", $"Here {what} needs text.", "Write one value behind the colon.");
            return null;
        }

        if (string.IsNullOrWhiteSpace(scalar.Text) || scalar.Text.Length > LongestText)
        {
            problems.Add(
                node.At,
                "invalid-value",
                $"Here {what} is {(scalar.Text.Length > LongestText ? "too long" : "empty")}.",
                $"Write 1 to {LongestText} characters.");
            return null;
        }

        return scalar.Text;
    }

    /// <summary>Text that obeys a rule.</summary>
    /// <param name="rule">The problem's name where it does not.</param>
    /// <param name="inWords">The rule in words, to go behind "Use".</param>
    public static string? Checked(
        YamlNode node, string what, Func<string, bool> isValid, string rule, string inWords, ProblemList problems)
    {
        if (Text(node, what, problems) is not { } text)
        {
            return null;
        }

        if (isValid(text))
        {
            return text;
        }

        problems.Add(node.At, rule, $"{Excerpt.Of(text)} is no valid {what}.", $"Use {inWords}.");
        return null;
    }

    /// <summary><c>true</c> or <c>false</c>; the many other spellings of YAML 1.1 are refused.</summary>
    public static bool? Truth(YamlNode node, string what, ProblemList problems)
    {
        if (node is YamlNode.Scalar { Form: ScalarForm.Plain, Text: "true" or "false" } scalar)
        {
            return scalar.Text == "true";
        }

        problems.Add(node.At, "invalid-value", $"Here {what} is neither true nor false.", "Write true or false.");
        return null;
    }

    /// <summary>A whole number between two others.</summary>
    public static int? Number(YamlNode node, string what, int lowest, int highest, ProblemList problems)
    {
        if (node is YamlNode.Scalar { Text.Length: <= 9 } scalar
            && int.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= lowest && number <= highest)
        {
            return number;
        }

        problems.Add(
            node.At,
            "invalid-value",
            $"Here {what} is not a whole number in range.",
            $"Write a number from {lowest} to {highest}.");
        return null;
    }

    /// <summary>A duration between two others.</summary>
    public static TimeSpan? Duration(
        YamlNode node, string what, TimeSpan shortest, TimeSpan longest, ProblemList problems)
    {
        if (Text(node, what, problems) is not { } text)
        {
            return null;
        }

        if (Durations.TryParse(text, out var duration) && duration >= shortest && duration <= longest)
        {
            return duration;
        }

        problems.Add(
            node.At,
            "invalid-duration",
            $"{Excerpt.Of(text)} is no valid {what}.",
            "Write a whole number and ms, s, m, h or d, "
            + $"from {Durations.Format(shortest)} to {Durations.Format(longest)}.");
        return null;
    }

    /// <summary>A moment with its offset from UTC (RFC 3339).</summary>
    public static DateTimeOffset? Moment(YamlNode node, string what, ProblemList problems)
    {
        if (Text(node, what, problems) is not { } text)
        {
            return null;
        }

        string[] formats = ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:sszzz"];
        var style = text.EndsWith('Z') ? DateTimeStyles.AssumeUniversal : DateTimeStyles.None;
        if (DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, style, out var moment))
        {
            return moment.ToUniversalTime();
        }

        problems.Add(
            node.At,
            "invalid-time",
            $"{Excerpt.Of(text)} is no valid {what}.",
            "Write a date and time with its offset, for example 2026-11-22T10:00:00Z.");
        return null;
    }

    /// <summary>The items of a list, or null with a problem where the node is none.</summary>
    public static ImmutableArray<YamlNode>? List(YamlNode node, string what, ProblemList problems)
    {
        if (node is YamlNode.Sequence sequence)
        {
            return sequence.Items;
        }

        problems.Add(
            node.At, "wrong-kind", $"Here {what} needs a list.", "Write [one, two], or one item a line after a dash.");
        return null;
    }

    /// <summary>A list of texts, each read by <paramref name="read"/>; null where any of them is wrong.</summary>
    public static ImmutableArray<string>? Texts(
        YamlNode node, string what, Func<YamlNode, string?> read, ProblemList problems)
    {
        if (List(node, what, problems) is not { } items)
        {
            return null;
        }

        var texts = items.Select(read).ToList();
        return texts.TrueForAll(text => text is not null) ? [.. texts.OfType<string>()] : null;
    }
}
