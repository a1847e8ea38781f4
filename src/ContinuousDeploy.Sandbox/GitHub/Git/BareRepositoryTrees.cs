using System.Collections.Immutable;
using System.Text;

namespace ContinuousDeploy.Sandbox.GitHub.Git;

/// <summary>Reading trees and blobs, and comparing commits.</summary>
public static class BareRepositoryTrees
{
    /// <summary>The entry at a path of a commit, or null.</summary>
    public static async Task<TreeEntry?> EntryAsync(
        this BareRepository repository, string commit, string path, CancellationToken cancellationToken) =>
        (await ListAsync(repository, commit, [path.TrimEnd('/')], cancellationToken)).FirstOrDefault();

    /// <summary>The entries of a folder; the empty path is the root.</summary>
    public static Task<ImmutableArray<TreeEntry>> FolderAsync(
        this BareRepository repository, string commit, string path, CancellationToken cancellationToken) =>
        ListAsync(repository, commit, path.Length == 0 ? [] : [$"{path.TrimEnd('/')}/"], cancellationToken);

    public static async Task<byte[]> BlobAsync(
        this BareRepository repository, string sha, CancellationToken cancellationToken) =>
        (await repository.MustAsync(["cat-file", "blob", sha], cancellationToken)).Output;

    /// <summary>What changed between two commits, file by file.</summary>
    public static async Task<ImmutableArray<FileChange>> CompareAsync(
        this BareRepository repository, string from, string to, CancellationToken cancellationToken)
    {
        string raw = (await repository.MustAsync(
            ["diff-tree", "-r", "-z", "-M", "--raw", "--no-abbrev", from, to], cancellationToken)).Text;
        string[] part = raw.Split('\0');
        ImmutableArray<FileChange>.Builder changes = ImmutableArray.CreateBuilder<FileChange>();
        for (int at = 0; at + 1 < part.Length; at += 2)
        {
            string[] field = part[at].Split(' ');
            bool moved = field[4][0] is 'R' or 'C';
            string previous = part[at + 1];
            string path = moved ? part[++at + 1] : previous;
            string[] sides = moved ? [previous, path] : [path];
            string? patch = await PatchAsync(repository, from, to, sides, cancellationToken);
            changes.Add(new(
                path,
                Status(field[4][0]),
                field[4][0] == 'D' ? field[2] : field[3],
                Count(patch, '+'),
                Count(patch, '-'),
                moved ? previous : null,
                patch));
        }

        return changes.ToImmutable();
    }

    /// <summary>The files a commit changed against its first parent, without their hunks.</summary>
    public static async Task<ImmutableArray<FileChange>> ChangedPathsAsync(
        this BareRepository repository, Commit commit, CancellationToken cancellationToken)
    {
        string[] range = commit.Parents.IsEmpty ? ["--root", commit.Sha] : [commit.Parents[0], commit.Sha];
        string text = (await repository.MustAsync(
            ["diff-tree", "-r", "-z", "--no-commit-id", "--name-status", .. range], cancellationToken)).Text;
        string[] part = text.Split('\0', StringSplitOptions.RemoveEmptyEntries);
        return [.. part.Chunk(2).Select(pair => new FileChange(pair[1], Status(pair[0][0]), "", 0, 0, null, null))];
    }

    /// <summary>How many files, added lines and deleted lines a change has, without its text.</summary>
    public static async Task<(int Files, int Additions, int Deletions)> CountAsync(
        this BareRepository repository, string from, string to, CancellationToken cancellationToken)
    {
        string text = (await repository.MustAsync(
            ["diff-tree", "-r", "-M", "--numstat", from, to], cancellationToken)).Text;
        string[][] rows = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(row => row.Split('\t'))];
        return (rows.Length, rows.Sum(row => Number(row[0])), rows.Sum(row => Number(row[1])));
    }

    private static async Task<ImmutableArray<TreeEntry>> ListAsync(
        BareRepository repository, string commit, string[] paths, CancellationToken cancellationToken)
    {
        string text = (await repository.MustAsync(
            ["--literal-pathspecs", "ls-tree", "-z", "--long", "--full-tree", commit, "--", .. paths],
            cancellationToken)).Text;
        return [.. text.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(Entry)];
    }

    private static TreeEntry Entry(string line)
    {
        int tab = line.IndexOf('\t', StringComparison.Ordinal);
        string[] field = line[..tab].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new(field[0], field[1], field[2], field[3] == "-" ? 0 : long.Parse(field[3]), line[(tab + 1)..]);
    }

    /// <summary>The hunks of one file, without Git's header lines; null for a binary file.</summary>
    private static async Task<string?> PatchAsync(
        BareRepository repository, string from, string to, string[] paths, CancellationToken cancellationToken)
    {
        GitResult result = await repository.MustAsync(
            ["--literal-pathspecs", "diff-tree", "-p", "-M", from, to, "--", .. paths], cancellationToken);
        string text = Encoding.UTF8.GetString(result.Output);
        int start = text.IndexOf("\n@@ ", StringComparison.Ordinal);
        return start < 0 ? null : text[(start + 1)..].TrimEnd('\n');
    }

    private static int Count(string? patch, char sign) =>
        patch?.Split('\n').Count(line => line.StartsWith(sign)) ?? 0;

    private static int Number(string text) => int.TryParse(text, out int number) ? number : 0;

    private static string Status(char letter) => letter switch
    {
        'A' => "added",
        'D' => "removed",
        'R' => "renamed",
        'C' => "copied",
        'T' => "changed",
        _ => "modified",
    };
}
