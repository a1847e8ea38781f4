using System.Collections.Immutable;
using System.Text;

namespace ContinuousDeploy.Sandbox.GitHub.Git;

/// <summary>Making trees, commits and merges without a working tree.</summary>
public static class BareRepositoryWriting
{
    /// <summary>A tree like another with some files written or deleted.</summary>
    /// <param name="on">The tree or commit to begin with, or null for an empty tree.</param>
    public static async Task<string> WriteTreeAsync(
        this BareRepository repository, string? on, IEnumerable<FileEdit> edits, CancellationToken cancellationToken)
    {
        string index = Path.Combine(repository.Folder, "sandbox-index");
        Dictionary<string, string> environment = new() { ["GIT_INDEX_FILE"] = index };
        try
        {
            await repository.MustAsync(
                on is null ? ["read-tree", "--empty"] : ["read-tree", on], default, environment, cancellationToken);
            StringBuilder lines = new();
            foreach (FileEdit edit in edits)
            {
                string line = edit.Content is null
                    ? $"0 {BareRepository.NoCommit}\t{edit.Path}\0"
                    : $"100644 {await BlobAsync(repository, edit.Content, cancellationToken)}\t{edit.Path}\0";
                lines.Append(line);
            }

            await repository.MustAsync(
                ["update-index", "-z", "--index-info"],
                BareRepository.Bytes(lines.ToString()),
                environment,
                cancellationToken);
            return (await repository.MustAsync(["write-tree"], default, environment, cancellationToken)).Line;
        }
        finally
        {
            File.Delete(index);
        }
    }

    public static async Task<string> CommitTreeAsync(
        this BareRepository repository,
        string tree,
        ImmutableArray<string> parents,
        string message,
        Signature author,
        Signature committer,
        CancellationToken cancellationToken)
    {
        Dictionary<string, string> environment = new()
        {
            ["GIT_AUTHOR_NAME"] = author.Name,
            ["GIT_AUTHOR_EMAIL"] = author.Email,
            ["GIT_AUTHOR_DATE"] = Date(author.At),
            ["GIT_COMMITTER_NAME"] = committer.Name,
            ["GIT_COMMITTER_EMAIL"] = committer.Email,
            ["GIT_COMMITTER_DATE"] = Date(committer.At),
        };
        return (await repository.MustAsync(
            ["commit-tree", tree, .. parents.SelectMany(parent => new[] { "-p", parent })],
            BareRepository.Bytes(message),
            environment,
            cancellationToken)).Line;
    }

    /// <summary>The tree of merging two commits, or null when they conflict.</summary>
    public static async Task<string?> MergeTreeAsync(
        this BareRepository repository, string one, string other, CancellationToken cancellationToken)
    {
        string[] arguments = ["merge-tree", "--write-tree", "--no-messages", one, other];
        GitResult result = await repository.RunAsync(arguments, cancellationToken);
        return result.ExitCode switch
        {
            0 => result.Line,
            1 => null,
            _ => throw new GitFailedException(arguments[0], result),
        };
    }

    /// <summary>A commit with the change of another made on top of a third, or null on a conflict.</summary>
    public static async Task<string?> CherryPickAsync(
        this BareRepository repository,
        Commit pick,
        string onto,
        Signature committer,
        CancellationToken cancellationToken)
    {
        // A stand-in for "onto" whose parent is the picked commit's makes that parent the merge base.
        Commit target = await repository.CommitAsync(onto, cancellationToken);
        string standIn = await repository.CommitTreeAsync(
            target.Tree, pick.Parents, "stand-in", committer, committer, cancellationToken);
        string? tree = await repository.MergeTreeAsync(standIn, pick.Sha, cancellationToken);
        return tree is null
            ? null
            : await repository.CommitTreeAsync(
                tree, [onto], pick.Message, pick.Author, committer, cancellationToken);
    }

    private static async Task<string> BlobAsync(
        BareRepository repository, byte[] content, CancellationToken cancellationToken) =>
        (await repository.MustAsync(
            ["hash-object", "-w", "--stdin"], content, null, cancellationToken)).Line;

    private static string Date(DateTimeOffset at) => $"@{at.ToUnixTimeSeconds()} +0000";
}
