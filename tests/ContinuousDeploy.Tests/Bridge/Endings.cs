using System.Text.RegularExpressions;
using ContinuousDeploy.Tests.Scenarios;

namespace ContinuousDeploy.Tests.Bridge;

/// <summary>Endings as they are compared.</summary>
internal static partial class Endings
{
    /// <summary>The lines in one order, without what differs from run to run.</summary>
    public static string Told(IEnumerable<string> lines) => string.Join(
        '\n', lines.Select(line => GitHubPicture.Plain(Gaps().Replace(line, "GAPS\n"))).Order(StringComparer.Ordinal));

    /// <summary>What only one of two endings has, a line each; null where they are the same.</summary>
    public static string? Difference(string expected, string seen)
    {
        if (expected == seen)
        {
            return null;
        }

        List<string> missing = [.. expected.Split('\n')], unexpected = [];
        foreach (var line in seen.Split('\n'))
        {
            if (!missing.Remove(line))
            {
                unexpected.Add(line);
            }
        }

        return string.Join('\n', [.. missing.Select(line => $"- {line}"), .. unexpected.Select(line => $"+ {line}")]);
    }

    // Whether a webhook or the look of every minute comes first is a matter of luck.
    [GeneratedRegex(@"(- (Last compared|No webhook has|Found without|Webhooks that failed|Reports that GitHub)[^\n]*\n?)+")]
    private static partial Regex Gaps();
}
