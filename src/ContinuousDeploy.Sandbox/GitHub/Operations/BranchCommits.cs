using System.Collections.Immutable;
using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Operations;

/// <summary>Commits that GitHub makes and signs itself, for <c>createCommitOnBranch</c>.</summary>
public sealed class BranchCommits(Site site, Pushes pushes)
{
    /// <summary>Commits onto a branch that is where the caller thinks it is.</summary>
    /// <param name="expected">The commit the branch must be at: a compare-and-swap.</param>
    /// <returns>The commit; a refusal carries GraphQL's error type as the code of its one error.</returns>
    public async Task<Outcome<string>> CreateAsync(
        Repository repository,
        Actor by,
        string reference,
        string expected,
        string message,
        ImmutableArray<FileEdit> edits,
        CancellationToken cancellationToken)
    {
        BareRepository git = Site.Git(repository);
        if (await git.ResolveAsync(reference, cancellationToken) is not { } head)
        {
            return Refuse("NOT_FOUND", $"Branch {reference} not found.");
        }

        if (head != expected)
        {
            return Refuse(
                "STALE_DATA", $"Expected branch to point to \"{expected}\" but it did not. Pull and try again.");
        }

        if (await WrongPathAsync(git, head, edits, cancellationToken) is { } wrong)
        {
            return wrong;
        }

        string tree = await git.WriteTreeAsync(head, edits, cancellationToken);
        string commit = await git.CommitTreeAsync(
            tree, [head], message, site.Author(by.Account), site.GitHub, cancellationToken);
        RefMove move = new(reference, head, commit);
        if (Protection.Declines(site.World, repository, move, true) is { } declined)
        {
            return Refuse("UNPROCESSABLE", $"Protected branch rule violations found\n\n{declined}");
        }

        site.World.SignedCommits[commit] = site.World.Now;
        await git.MoveAsync(reference, head, commit, cancellationToken);
        await pushes.HappenedAsync(repository, by, [move], cancellationToken);
        return commit;
    }

    private static async Task<Refusal?> WrongPathAsync(
        BareRepository git, string head, ImmutableArray<FileEdit> edits, CancellationToken cancellationToken)
    {
        foreach (FileEdit edit in edits)
        {
            if (edit.Path.Split('/').Any(part => part is "" or "." or ".." or ".git"))
            {
                return Refuse("UNPROCESSABLE", $"A path was requested which is not valid: {edit.Path}");
            }

            if (edit.Content is null && await git.EntryAsync(head, edit.Path, cancellationToken) is null)
            {
                return Refuse(
                    "UNPROCESSABLE",
                    $"A path was requested for deletion which does not exist as of commit oid `{head}`: {edit.Path}");
            }
        }

        return null;
    }

    private static Refusal Refuse(string type, string message) =>
        new(422, message, new FieldError("Commit", null, type, null));
}
