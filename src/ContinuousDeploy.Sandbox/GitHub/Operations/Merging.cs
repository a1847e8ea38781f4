using System.Collections.Immutable;
using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Operations;

public enum MergeMethod
{
    Merge,
    Squash,
    Rebase,
}

/// <summary>What someone asks for when merging.</summary>
/// <param name="Sha">The head it was decided on, or null.</param>
public sealed record MergeRequest(MergeMethod Method, string? Sha, string? Title, string? Message)
{
    public static MergeRequest Plain { get; } = new(MergeMethod.Merge, null, null, null);
}

/// <summary>Merging pull requests.</summary>
public sealed class Merging(Site site, PullRequests pullRequests, Pushes pushes)
{
    /// <summary>Merges, and answers the commit the base branch is at.</summary>
    public async Task<Outcome<string>> MergeAsync(
        PullRequest pull, Actor by, MergeRequest asked, CancellationToken cancellationToken)
    {
        Repository repository = site.World.Repositories[pull.Repository];
        if (asked.Sha is not null && asked.Sha != pull.HeadSha && pull.Open)
        {
            return new Refusal(409, "Head branch was modified. Review and try the merge again.");
        }

        if (Blocked(repository, pull) is { } blocked)
        {
            return new Refusal(405, blocked);
        }

        string? commit = asked.Method switch
        {
            MergeMethod.Merge => await MergeCommitAsync(repository, pull, by, asked, cancellationToken),
            MergeMethod.Squash => await SquashAsync(repository, pull, by, asked, cancellationToken),
            MergeMethod.Rebase => await RebaseAsync(repository, pull, cancellationToken),
        };
        if (commit is null)
        {
            return new Refusal(405, "This branch can't be rebased");
        }

        return await FinishAsync(repository, pull, by, commit, cancellationToken);
    }

    /// <summary>Why it cannot be merged now, in GitHub's words, or null.</summary>
    public string? Blocked(Repository repository, PullRequest pull)
    {
        if (!pull.Open || !pull.Comparison.Mergeable)
        {
            return "Pull Request is not mergeable";
        }

        if (pull.Draft)
        {
            return "Pull Request is still a draft";
        }

        if (repository.Protections.GetValueOrDefault(pull.BaseBranch) is not { } protection)
        {
            return null;
        }

        if (protection.Strict && pull.Comparison.Behind)
        {
            return "The head branch is not up to date with the base branch.";
        }

        return Protection.MissingApprovals(site.World, pull, protection)
            ?? Protection.MissingChecks(site.World, repository, protection, pull.HeadSha);
    }

    /// <summary>GitHub's <c>mergeable_state</c>.</summary>
    public string State(PullRequest pull)
    {
        Repository repository = site.World.Repositories[pull.Repository];
        bool strict = repository.Protections.GetValueOrDefault(pull.BaseBranch) is { Strict: true };
        return pull switch
        {
            { Open: false } => "unknown",
            { Comparison.Mergeable: false } => "dirty",
            { Draft: true } => "draft",
            _ when strict && pull.Comparison.Behind => "behind",
            _ when Blocked(repository, pull) is not null => "blocked",
            _ when site.World.LatestCheckRunsOf(repository, pull.HeadSha).Any(run => !run.Passed) => "unstable",
            _ => "clean",
        };
    }

    private async Task<Outcome<string>> FinishAsync(
        Repository repository, PullRequest pull, Actor by, string commit, CancellationToken cancellationToken)
    {
        string reference = $"refs/heads/{pull.BaseBranch}";
        if (!await Site.Git(repository).MoveAsync(reference, pull.BaseSha, commit, cancellationToken))
        {
            return new Refusal(405, "Base branch was modified. Review and try the merge again.");
        }

        site.World.SignedCommits[commit] = site.World.Now;
        pullRequests.MarkMerged(pull, by, commit);
        await pushes.HappenedAsync(
            repository, by, [new(reference, pull.BaseSha, commit)], cancellationToken);
        return commit;
    }

    private async Task<string?> MergeCommitAsync(
        Repository repository, PullRequest pull, Actor by, MergeRequest asked, CancellationToken cancellationToken)
    {
        BareRepository git = Site.Git(repository);
        string owner = site.World.Accounts[site.World.Repositories[pull.HeadRepository].Owner].Login;
        string title = asked.Title ?? $"Merge pull request #{pull.Number} from {owner}/{pull.HeadBranch}";
        string message = $"{title}\n\n{asked.Message ?? pull.Title}";
        return await CommitAsync(git, pull, [pull.BaseSha, pull.HeadSha], message, by, cancellationToken);
    }

    private async Task<string?> SquashAsync(
        Repository repository, PullRequest pull, Actor by, MergeRequest asked, CancellationToken cancellationToken)
    {
        BareRepository git = Site.Git(repository);
        List<string> headlines = [];
        foreach (string sha in await PickedAsync(git, pull, cancellationToken))
        {
            headlines.Add($"* {(await git.CommitAsync(sha, cancellationToken)).Headline}");
        }

        string title = asked.Title ?? $"{pull.Title} (#{pull.Number})";
        string message = $"{title}\n\n{asked.Message ?? string.Join("\n\n", headlines)}";
        return await CommitAsync(git, pull, [pull.BaseSha], message, by, cancellationToken);
    }

    private async Task<string?> RebaseAsync(
        Repository repository, PullRequest pull, CancellationToken cancellationToken)
    {
        BareRepository git = Site.Git(repository);
        string? onto = pull.BaseSha;
        foreach (string sha in await PickedAsync(git, pull, cancellationToken))
        {
            Commit pick = await git.CommitAsync(sha, cancellationToken);
            if (pick.Parents.Length == 1 && onto is not null)
            {
                onto = await git.CherryPickAsync(pick, onto, site.GitHub, cancellationToken);
            }
        }

        return onto;
    }

    private async Task<string?> CommitAsync(
        BareRepository git,
        PullRequest pull,
        ImmutableArray<string> parents,
        string message,
        Actor by,
        CancellationToken cancellationToken)
    {
        string? tree = await git.MergeTreeAsync(pull.BaseSha, pull.HeadSha, cancellationToken);
        return tree is null
            ? null
            : await git.CommitTreeAsync(
                tree, parents, message, site.Author(by.Account), site.GitHub, cancellationToken);
    }

    private static async Task<IEnumerable<string>> PickedAsync(
        BareRepository git, PullRequest pull, CancellationToken cancellationToken) =>
        (await git.CommitsAsync(pull.HeadSha, pull.BaseSha, int.MaxValue, cancellationToken)).Reverse();
}
