using ContinuousDeploy.Core.Reports;
using ContinuousDeploy.GitHub.Authentication;
using ContinuousDeploy.GitHub.Transport;
using Octokit;
using Reaction = ContinuousDeploy.Core.Reports.Reaction;

namespace ContinuousDeploy.GitHub.Reporting;

/// <summary>Reactions to comments. GitHub keeps one of a kind for each account: adding it again does no harm.</summary>
public sealed class Reactions(GitHubClients clients)
{
    // A comment that was deleted needs no reaction, now or later.
    private const long Gone = 0;

    public ReportEntry Entry(RepositoryReference repository, ReactionReport report) => new(
        $"reaction/{report.Comment}/{report.Reaction}",
        $"reaction to comment {report.Comment}",
        Fingerprint.Of(report.Reaction.ToString()),
        (_, cancellationToken) => WriteAsync(repository, report, cancellationToken));

    private async Task<long> WriteAsync(
        RepositoryReference repository, ReactionReport report, CancellationToken cancellationToken)
    {
        // How a command ended is an answer that a person waits for.
        var priority = report.Reaction is Reaction.Eyes ? CallPriority.Progress : CallPriority.Failure;
        var client = clients.For(repository, TokenPurpose.Report, priority, cancellationToken);
        try
        {
            var reaction = await client.Reaction.IssueComment.Create(
                repository.Owner, repository.Name, report.Comment, new NewReaction(TypeOf(report.Reaction)));
            return Answer.Id(reaction.Id);
        }
        catch (NotFoundException)
        {
            return Gone;
        }
    }

    private static ReactionType TypeOf(Reaction reaction) => reaction switch
    {
        Reaction.Eyes => ReactionType.Eyes,
        Reaction.Rocket => ReactionType.Rocket,
        Reaction.ThumbsDown => ReactionType.Minus1,
        Reaction.Confused => ReactionType.Confused,
    };
}
