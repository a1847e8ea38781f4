using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Operations;

/// <summary>How the two sides of a pull request differ, and whether they merge.</summary>
internal sealed class Comparisons(Site site)
{
    /// <summary>Compares the sides and keeps the test merge under <c>refs/pull/N/merge</c>.</summary>
    public async Task<(Comparison Comparison, string? TestMerge)> CompareAsync(
        Repository repository, int number, string baseSha, string head, CancellationToken cancellationToken)
    {
        BareRepository git = Site.Git(repository);
        string reference = $"refs/pull/{number}/merge";
        string from = await git.MergeBaseAsync(baseSha, head, cancellationToken) ?? baseSha;
        int commits = (await git.CommitsAsync(head, baseSha, int.MaxValue, cancellationToken)).Length;
        (int files, int additions, int deletions) = await git.CountAsync(from, head, cancellationToken);
        string? tree = await git.MergeTreeAsync(baseSha, head, cancellationToken);
        string? test = null;
        if (tree is not null)
        {
            test = await git.CommitTreeAsync(
                tree, [baseSha, head], $"Merge {head} into {baseSha}", site.GitHub, site.GitHub, cancellationToken);
            await git.MustAsync(["update-ref", reference, test], cancellationToken);
        }

        Comparison comparison = new(commits, additions, deletions, files, tree is not null, from != baseSha);
        return (comparison, test);
    }
}
