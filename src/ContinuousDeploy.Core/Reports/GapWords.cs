using ContinuousDeploy.Core.Repositories;

namespace ContinuousDeploy.Core.Reports;

/// <summary>When a repository was last looked at as a whole, and what that found, in words.</summary>
internal static class GapWords
{
    /// <param name="deliveries">Webhooks about this repository that were asked for again.</param>
    public static string Of(DateTimeOffset reconciled, RepositoryGaps gaps, GapTally deliveries)
    {
        var lines = new List<string> { $"Last compared with Git and GitHub: {reconciled:yyyy-MM-dd HH:mm:ss} UTC." };
        if (gaps == default && deliveries == default)
        {
            lines.Add("No webhook has been missed so far.");
        }

        if (gaps.Merges.Found + gaps.Comments.Found > 0)
        {
            lines.Add(
                $"Found without a webhook: {Count(gaps.Merges.Found, "merge")} and {Count(gaps.Comments.Found, "command")}.");
        }

        if (deliveries.Found > 0)
        {
            lines.Add($"Webhooks that failed and were asked for again: {deliveries.Found}; {After(deliveries, "arrived")}.");
        }

        if (gaps.Reports.Found > 0)
        {
            lines.Add($"Reports that GitHub did not take at first: {gaps.Reports.Found}; {After(gaps.Reports, "taken later")}.");
        }

        return string.Join('\n', lines.Select(line => $"- {line}"));
    }

    private static string Count(long number, string what) => number == 1 ? $"1 {what}" : $"{number} {what}s";

    private static string After(GapTally gap, string word) =>
        gap.Repaired == gap.Found ? $"all {word}" : $"{gap.Repaired} {word}, {gap.Found - gap.Repaired} still to come";
}
