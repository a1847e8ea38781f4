using ContinuousDeploy.Core.Reports;
using Octokit;

namespace ContinuousDeploy.GitHub.Reporting;

/// <summary>
/// Brings what GitHub shows to what a report says. Each object is compared with the fingerprint of what was posted
/// last, and written only where it differs, by one writer at a time.
/// </summary>
public sealed partial class Reporter(
    CheckRuns checks,
    Comments comments,
    Deployments deployments,
    Reactions reactions,
    IPostedObjects posted,
    Redaction redaction,
    ILogger<Reporter> logger) : IReporter
{
    private readonly KeyedLock<(long Repository, string Key)> turns = new();

    public async Task ReportAsync(
        RepositoryReference repository, Report report, CancellationToken cancellationToken)
    {
        var failures = new List<ReportFailure>();
        foreach (var entry in Entries(repository, report))
        {
            if (await TryWriteAsync(repository, entry, cancellationToken) is { } failure)
            {
                LogNotPosted(entry.Name, repository, failure.Reason);
                failures.Add(failure);
            }
        }

        if (failures.Count > 0)
        {
            throw ReportFailure.Join(failures);
        }
    }

    private IEnumerable<ReportEntry> Entries(RepositoryReference repository, Report report) =>
    [
        .. report.Checks.Select(check => checks.Entry(repository, check)),
        .. report.Comments.Select(comment => comments.Entry(repository, comment)),
        .. report.Deployments.Select(deployment => deployments.Entry(repository, deployment)),
        .. report.Reactions.Select(reaction => reactions.Entry(repository, reaction)),
    ];

    private async Task<ReportFailure?> TryWriteAsync(
        RepositoryReference repository, ReportEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(repository, entry, cancellationToken);
            return null;
        }
        catch (GitHubUnavailableException problem)
        {
            return new ReportFailure(entry.Name, problem.Message, problem.RetryAfter, problem);
        }
        catch (ApiException problem)
        {
            return new ReportFailure(
                entry.Name,
                $"GitHub refused it ({(int)problem.StatusCode}: {RefusalWords.Of(problem, redaction)}).",
                RetryAfter: null,
                problem);
        }
    }

    private async Task WriteAsync(
        RepositoryReference repository, ReportEntry entry, CancellationToken cancellationToken)
    {
        using (await turns.EnterAsync((repository.Id, entry.Key), cancellationToken))
        {
            var before = await posted.FindAsync(repository.Id, entry.Key, cancellationToken);
            if (before?.Fingerprint == entry.Fingerprint)
            {
                return;
            }

            var id = await entry.WriteAsync(before?.Id, cancellationToken);
            await posted.SaveAsync(
                repository.Id, entry.Key, new PostedObject(id, entry.Fingerprint), cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Not posted: {Name} in {Repository}. {Reason}")]
    private partial void LogNotPosted(string name, RepositoryReference repository, string reason);
}
