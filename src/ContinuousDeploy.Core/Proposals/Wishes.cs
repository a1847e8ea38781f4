using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ContinuousDeploy.Core.Manifests;
using ContinuousDeploy.Core.Rollouts;

namespace ContinuousDeploy.Core.Proposals;

/// <summary>Turns what stages and people want of Git into as few pull requests as possible.</summary>
public static class Wishes
{
    /// <summary>
    /// Adds a revert. Stages that fail because of the same pull request share one revert pull request for as long as
    /// nothing of it has been made. A wish that is known already changes nothing.
    /// </summary>
    public static ImmutableArray<ProposalState> Revert(ImmutableArray<ProposalState> proposals, RevertRequest request)
    {
        if (proposals.Any(proposal => IsFor(proposal, request)))
        {
            return proposals;
        }

        var merge = request.Merge is RollbackMerge.Automatic;
        var joined = proposals.FirstOrDefault(proposal =>
            proposal is { Status: ProposalStatus.Wanted, Kind: ProposalKind.Revert }
            && proposal.PullRequest == request.PullRequest && proposal.Merge == merge);
        ImmutableArray<RevertRequest> requests =
            joined?.Kind is ProposalKind.Revert revert ? [.. revert.Requests, request] : [request];
        var wish = new ProposalState(
            IdOf(requests), new ProposalKind.Revert(requests), request.PullRequest, merge, new ProposalStatus.Wanted(), null, 0);
        return joined is null ? proposals.Add(wish) : proposals.Replace(joined, wish);
    }

    /// <summary>Adds the removal of holds, asked for by a comment. All that one comment asks for is one pull request.</summary>
    public static ImmutableArray<ProposalState> Resume(
        ImmutableArray<ProposalState> proposals, ProposalKind.Resume resume, int pullRequest)
    {
        var id = $"resume-{resume.Comment.ToString(CultureInfo.InvariantCulture)}";
        return proposals.FirstOrDefault(proposal => proposal.Id == id) switch
        {
            null => proposals.Add(new ProposalState(id, resume, pullRequest, true, new ProposalStatus.Wanted(), null, 0)),
            { Status: ProposalStatus.Wanted, Kind: ProposalKind.Resume before } wanted =>
                proposals.Replace(wanted, wanted with
                {
                    Kind = before with { Stages = [.. before.Stages.Union(resume.Stages)] },
                }),
            _ => proposals,
        };
    }

    private static bool IsFor(ProposalState proposal, RevertRequest request) =>
        proposal.Kind is ProposalKind.Revert revert
        && revert.Requests.Any(known => known.Stage == request.Stage && known.Commit == request.Commit);

    /// <summary>The same wishes give the same id after a loss of the ledger, and so find the same branch.</summary>
    private static string IdOf(ImmutableArray<RevertRequest> requests)
    {
        var stages = requests.Select(request => $"{request.Stage} {request.Commit}").Order(StringComparer.Ordinal);
        var text = string.Join('\n', stages);
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        var first = requests[0];
        var origin = first.PullRequest?.ToString(CultureInfo.InvariantCulture) ?? first.Commit.Short;
        return $"revert-{origin}-{digest[..8]}";
    }
}
