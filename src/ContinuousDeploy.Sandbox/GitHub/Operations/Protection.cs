using System.Collections.Immutable;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Operations;

/// <summary>Branch protection: what a branch needs before it moves.</summary>
public static class Protection
{
    /// <summary>Why a protected branch may not move like this, in GitHub's words, or null.</summary>
    public static string? Declines(World world, Repository repository, RefMove move, bool forward)
    {
        if (move.Branch is not { } branch || repository.Protections.GetValueOrDefault(branch) is not { } protection)
        {
            return null;
        }

        if (move.Deleted)
        {
            return "Cannot delete this protected branch";
        }

        if (!move.Created && !forward)
        {
            return "Cannot force-push to this branch";
        }

        return protection.RequiredApprovals > 0
            ? "Changes must be made through a pull request."
            : MissingChecks(world, repository, protection, move.After);
    }

    /// <summary>Which required check has not passed on a commit, in GitHub's words, or null.</summary>
    public static string? MissingChecks(World world, Repository repository, BranchProtection protection, string sha)
    {
        CheckRun[] runs = [.. world.LatestCheckRunsOf(repository, sha)];
        ImmutableArray<string> missing = [.. protection.RequiredChecks
            .Where(name => !runs.Any(run => run.Name == name && run.Passed))];
        return missing.Length switch
        {
            0 => null,
            1 => $"Required status check \"{missing[0]}\" is {StateOf(missing[0])}.",
            _ => $"{missing.Length} of {protection.RequiredChecks.Length} required status checks "
                + (missing.All(name => StateOf(name) == "expected") ? "are expected." : "have not succeeded."),
        };

        string StateOf(string name) => runs.LastOrDefault(run => run.Name == name) switch
        {
            null => "expected",
            { Conclusion: null } => "pending",
            _ => "failing",
        };
    }

    /// <summary>How many approvals a pull request lacks, in GitHub's words, or null.</summary>
    public static string? MissingApprovals(World world, PullRequest pull, BranchProtection protection)
    {
        Repository repository = world.Repositories[pull.Repository];
        Review[] latest = [.. world.Reviews.All
            .Where(review => review.PullRequest == pull.Id && review.State != ReviewState.Commented)
            .Where(review => world.RoleOf(repository, world.Accounts[review.Author]) >= Role.Write)
            .GroupBy(review => review.Author)
            .Select(reviews => reviews.Last())];
        if (latest.Any(review => review.State == ReviewState.ChangesRequested))
        {
            return "Changes have been requested.";
        }

        int approvals = latest.Count(review => review.State == ReviewState.Approved);
        string plural = protection.RequiredApprovals == 1 ? "review is" : "reviews are";
        return approvals >= protection.RequiredApprovals
            ? null
            : $"At least {protection.RequiredApprovals} approving {plural} required by reviewers with write access.";
    }
}
