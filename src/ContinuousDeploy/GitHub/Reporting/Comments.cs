using ContinuousDeploy.Core.Reports;
using ContinuousDeploy.GitHub.Authentication;
using ContinuousDeploy.GitHub.Transport;
using Octokit;

namespace ContinuousDeploy.GitHub.Reporting;

/// <summary>
/// Comments on pull requests, edited in place. A hidden mark in the first line finds a comment again; only those the
/// app wrote itself count, since anybody can copy the mark.
/// </summary>
public sealed class Comments(GitHubClients clients, AppIdentity identity, Redaction redaction)
{
    private const int MostBytes = 60_000;
    private const string CutMark = "\n\n… cut: the rest is longer than GitHub takes.";

    public ReportEntry Entry(RepositoryReference repository, CommentReport report)
    {
        var mark = MarkOf(report.Key);
        var body = ByteLimit.Cut($"{mark}\n{redaction.Clean(report.Body)}", MostBytes, CutMark);
        return new ReportEntry(
            $"comment/{report.PullRequest}/{report.Key}",
            $"comment '{report.Key}' on #{report.PullRequest}",
            Fingerprint.Of(body),
            (id, cancellationToken) => WriteAsync(repository, report.PullRequest, mark, body, id, cancellationToken));
    }

    private async Task<long> WriteAsync(
        RepositoryReference repository,
        int pullRequest,
        string mark,
        string body,
        long? known,
        CancellationToken cancellationToken)
    {
        var client = clients.For(repository, TokenPurpose.Report, CallPriority.Failure, cancellationToken);
        var comments = client.Issue.Comment;
        if (known is { } id && await UpdateAsync(comments, repository, id, body))
        {
            return id;
        }

        var author = await identity.LoginAsync(cancellationToken);

        // Octokit's own list asks in an order that GitHub does not know here.
        var all = await new ApiConnection(client.Connection).GetAll<IssueComment>(
            new Uri($"repos/{repository.Owner}/{repository.Name}/issues/{pullRequest}/comments", UriKind.Relative),
            GitHubClients.Pages);
        var found = all.FirstOrDefault(comment =>
            comment.User?.Login == author && comment.Body?.StartsWith(mark, StringComparison.Ordinal) is true);
        if (found is null)
        {
            return Answer.Id((await comments.Create(repository.Owner, repository.Name, pullRequest, body)).Id);
        }

        if (found.Body != body)
        {
            await comments.Update(repository.Owner, repository.Name, found.Id, body);
        }

        return found.Id;
    }

    // False where a person deleted the comment.
    private static async Task<bool> UpdateAsync(
        IIssueCommentsClient comments, RepositoryReference repository, long id, string body)
    {
        try
        {
            await comments.Update(repository.Owner, repository.Name, id, body);
            return true;
        }
        catch (NotFoundException)
        {
            return false;
        }
    }

    private static string MarkOf(string key) =>
        key.Contains("--", StringComparison.Ordinal) || key.Any(char.IsControl)
            ? throw new ArgumentException($"'{key}' cannot stand in an HTML comment: it holds '--' or a line break.")
            : $"<!-- continuous-deploy: {key} -->";
}
