using System.Text.RegularExpressions;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Tests.Scenarios;

/// <summary>
/// What a bot has left at GitHub, one line an object, so that two ends can be compared: commits, ids and times are left
/// out, and so is the order. An object that is there twice is two lines.
/// </summary>
public static partial class GitHubPicture
{
    /// <param name="bot">The account the bot acts as.</param>
    public static string Of(World world, long bot) => string.Join('\n', Lines(world, bot).Order(StringComparer.Ordinal));

    private static IEnumerable<string> Lines(World world, long bot)
    {
        foreach (var run in world.CheckRuns.All.Where(run => !IsPlanOfBot(world, bot, run)))
        {
            yield return Plain($"check {NameOf(world, run.HeadSha)}: {run.Name} {run.Status} {run.Conclusion} "
                + $"{run.Output.Title} | {run.Output.Summary}");
        }

        foreach (var deployment in world.Deployments.All)
        {
            yield return Plain($"deployment {NameOf(world, deployment.Sha)}: {deployment.Environment} "
                + StatesOf(world, deployment));
        }

        foreach (var comment in world.Comments.All)
        {
            var reactions = world.Reactions.All.Where(reaction => reaction.Comment == comment.Id);
            yield return Plain($"comment #{comment.Number}: {comment.Body} "
                + string.Join(' ', reactions.Select(reaction => reaction.Content)));
        }

        foreach (var pull in world.PullRequests.All.Where(pull => pull.Author == bot))
        {
            yield return Plain($"pull request #{pull.Number}: {pull.Title} | {pull.Body} "
                + $"{pull.Comparison.Commits} commits, merged: {pull.MergedAt is not null}");
        }
    }

    // A pull request that the bot merges at once has no plan; one that had to wait a little has.
    private static bool IsPlanOfBot(World world, long bot, CheckRun run) =>
        run.Name == "plan" && world.PullRequests.All.Any(pull => pull.HeadSha == run.HeadSha && pull.Author == bot);

    // How much of the progress was told depends on how quickly GitHub took it; a state told twice is a double.
    private static string StatesOf(World world, Deployment deployment) => string.Join(
        ' ',
        world.DeploymentStatuses.All.Where(status => status.Deployment == deployment.Id && status.State != "in_progress")
            .Select(status => status.State));

    private static string NameOf(World world, string commit) =>
        world.PullRequests.All.FirstOrDefault(pull => pull.HeadSha == commit) is { } head ? $"head of #{head.Number}"
        : world.PullRequests.All.FirstOrDefault(pull => pull.MergeCommit == commit) is { } merge ? $"merge of #{merge.Number}"
        : "another commit";

    /// <summary>A line without what differs from run to run: commits, times and lengths of time.</summary>
    public static string Plain(string text) =>
        Whitespace().Replace(
            Length().Replace(Commit().Replace(Time().Replace(text, "TIME"), "COMMIT"), "LENGTH"), " ");

    [GeneratedRegex(@"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?")]
    private static partial Regex Time();

    [GeneratedRegex(@"\b[0-9a-f]{7,40}\b")]
    private static partial Regex Commit();

    [GeneratedRegex(@"\b\d+(\.\d+)? m?s\b")]
    private static partial Regex Length();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
