using System.Collections.Immutable;
using System.Globalization;
using ContinuousDeploy.Core.Reports;
using ContinuousDeploy.GitHub;
using ContinuousDeploy.GitHub.Reporting;
using ContinuousDeploy.GitHub.Transport;
using ContinuousDeploy.Simulation.World;

namespace ContinuousDeploy.Simulation.Bot;

/// <summary>
/// Writes reports as the bot's own reporter does: one call for each object that differs from what was posted, two for a
/// new deployment, and what cannot be written keeps the rest waiting for nothing.
/// </summary>
public sealed class SimulatedReporter(GitHubSite site, GitHubLine line) : IReporter
{
    public async Task ReportAsync(RepositoryReference repository, Report report, CancellationToken cancellationToken)
    {
        var failures = new List<ReportFailure>();
        foreach (var post in Posts(report))
        {
            try
            {
                await WriteAsync(post, cancellationToken);
            }
            catch (GitHubUnavailableException problem)
            {
                failures.Add(new ReportFailure(post.Key, problem.Message, problem.RetryAfter, problem));
            }
        }

        if (failures.Count > 0)
        {
            throw ReportFailure.Join(failures);
        }
    }

    private async Task WriteAsync(Post post, CancellationToken cancellationToken)
    {
        var before = site.Posted.GetValueOrDefault(post.Key);
        if (before == post.Text)
        {
            return;
        }

        for (var call = before is null ? post.CallsWhenNew : 1; call > 1; call--)
        {
            await line.ChangeAsync(post.Priority, () => true, cancellationToken);
        }

        await line.ChangeAsync(
            post.Priority,
            () =>
            {
                site.Show(post.Shown);
                return true;
            },
            cancellationToken);
        site.Posted[post.Key] = post.Text;
    }

    private static IEnumerable<Post> Posts(Report report) =>
    [
        .. report.Checks.Select(check => new Post(
            $"check/{check.Head}/{check.Name}",
            $"{check.Conclusion} {check.Title} {check.Summary} {string.Join('\n', check.Annotations)}",
            check.Conclusion switch
            {
                null => CallPriority.Progress,
                CheckConclusion.Success or CheckConclusion.Neutral => CallPriority.Success,
                _ => CallPriority.Failure,
            },
            Report.Empty with { Checks = [check] })),
        .. report.Comments.Select(comment => new Post(
            $"comment/{comment.PullRequest.ToString(CultureInfo.InvariantCulture)}/{comment.Key}",
            comment.Body,
            CallPriority.Failure,
            Report.Empty with { Comments = [comment] })),
        .. report.Deployments.Select(deployment => new Post(
            $"deployment/{deployment.Key}",
            $"{deployment.State} {deployment.Description}",
            deployment.State switch
            {
                DeploymentState.Success => CallPriority.Success,
                DeploymentState.Failure or DeploymentState.Error => CallPriority.Failure,
                _ => CallPriority.Progress,
            },
            Report.Empty with { Deployments = [deployment] })
        {
            CallsWhenNew = 2,
        }),
        .. report.Reactions.Select(reaction => new Post(
            $"reaction/{reaction.Comment.ToString(CultureInfo.InvariantCulture)}/{reaction.Reaction}",
            "",
            reaction.Reaction is Reaction.Eyes ? CallPriority.Progress : CallPriority.Failure,
            Report.Empty with { Reactions = [reaction] })),
    ];

    /// <summary>One object of a report.</summary>
    /// <param name="Text">What it says; it is written where this differs from what was written last.</param>
    private sealed record Post(string Key, string Text, CallPriority Priority, Report Shown)
    {
        public int CallsWhenNew { get; init; } = 1;
    }
}
