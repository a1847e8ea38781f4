using System.Text;
using ContinuousDeploy.Core.Proposals;
using ContinuousDeploy.Core.Rollouts;

namespace ContinuousDeploy.Core.Reports;

/// <summary>Titles and texts of the pull requests that the bot opens.</summary>
public static class ProposalText
{
    /// <summary>One line, for the pull request and its commit. At most 72 characters and what the names add.</summary>
    public static string Title(ProposalKind kind) => kind switch
    {
        ProposalKind.Revert { Requests: [var only] } => only.Good is { } good
            ? $"Revert {only.Stage} to {good}"
            : $"Revert {only.Stage}: remove its first pin",
        ProposalKind.Revert revert => $"Revert {revert.Requests.Length} stages",
        ProposalKind.Resume { Stages: [var only] } => $"Resume {only}",
        ProposalKind.Resume resume => $"Resume {resume.Stages.Length} stages",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Why it is there, what it changes, what is next.</summary>
    public static string Body(ProposalState proposal)
    {
        var body = new StringBuilder();
        switch (proposal.Kind)
        {
            case ProposalKind.Revert revert:
                Describe(body, revert, proposal);
                break;
            case ProposalKind.Resume resume:
                body.Append($"Lifts the hold of {string.Join(", ", resume.Stages.Select(stage => $"`{stage}`"))}, ");
                body.Append($"asked for by {Markdown.Text(resume.By)}");
                body.Append(proposal.PullRequest is { } number ? $" in #{number}.\n\n" : ".\n\n");
                body.Append("From the merge on, new pins of these stages are deployed again. Quarantined versions stay so.\n");
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }

        return body.ToString();
    }

    private static void Describe(StringBuilder body, ProposalKind.Revert revert, ProposalState proposal)
    {
        body.Append("Users have been given the earlier versions again already; this makes Git say so too.\n\n");
        body.Append(Markdown.Table(
            ["Stage", "Taken back", "Pin goes to", "Because"],
            revert.Requests.Select(request => (IReadOnlyList<string>)
            [
                Markdown.Text(request.Stage.ToString()),
                Markdown.Code(request.Bad.Version),
                request.Good is { } good ? Markdown.Code(good.Version) : "no pin",
                Markdown.Text(request.Reason),
            ])));
        if (proposal.PullRequest is { } number)
        {
            body.Append($"\nThe versions came with #{number}.\n");
        }

        body.Append("\nThe commit also writes a `hold` on each stage and a `quarantine` on each version, so that nothing brings ");
        body.Append("them back by itself. `/resume` lifts the hold; a person removes the quarantine.\n\n");
        body.Append(proposal.Merge
            ? "The bot merges this pull request.\n"
            : "The environment asks for a review: a person merges this pull request.\n");
    }

    /// <summary>The reason that stands in the hold and the quarantine: one short line.</summary>
    public static string ShortReason(RevertRequest request) =>
        Markdown.Truncated(request.Reason.ReplaceLineEndings(" "), 160);
}
