using System.Collections.Immutable;
using System.Text;
using ContinuousDeploy.Core;
using ContinuousDeploy.Core.Manifests;
using LibGit2Sharp;

namespace ContinuousDeploy.Git;

/// <summary>
/// Reads a repository without a working tree: blobs of ordinary files, by commit. What the repository holds is hostile
/// until proven otherwise; nothing of it is checked out, run or followed. For one caller at a time.
/// </summary>
public sealed class GitReader : IDisposable
{
    private readonly Repository repository;
    private readonly ObjectStore objects;
    private readonly TreeStore trees;

    private GitReader(Repository repository, ObjectStore objects)
    {
        this.repository = repository;
        this.objects = objects;
        trees = new TreeStore(objects);
        History = new CommitHistory(repository);
    }

    /// <summary>Ancestry, merges and names of commits.</summary>
    public CommitHistory History { get; }

    /// <param name="folder">A bare repository, or a working tree's folder or any folder in it.</param>
    /// <exception cref="RepositoryCorruptException">There is no repository, or it is damaged.</exception>
    public static GitReader Open(string folder)
    {
        Libgit2.Prepare();
        var path = Repository.Discover(folder)
            ?? throw new RepositoryCorruptException($"The folder '{folder}' is not in a Git repository.");
        try
        {
            return new GitReader(new Repository(path), new ObjectStore(path));
        }
        catch (LibGit2SharpException damaged)
        {
            throw new RepositoryCorruptException($"The Git repository '{path}' is damaged.", damaged);
        }
    }

    /// <summary>Whether a folder is itself a repository without a working tree.</summary>
    public static bool IsBare(string folder)
    {
        Libgit2.Prepare();
        if (!Repository.IsValid(folder))
        {
            return false;
        }

        using var repository = new Repository(folder);
        return repository.Info.IsBare;
    }

    public void Dispose()
    {
        objects.Dispose();
        repository.Dispose();
    }

    /// <summary>The root folder of a commit.</summary>
    /// <exception cref="RepositoryCorruptException">The commit is not there.</exception>
    public GitTree TreeOf(CommitSha commit)
    {
        // A commit begins with "tree", a space, and the forty digits of its root folder.
        var content = objects.Read(GitObjectId.Of(commit), ObjectKind.Commit, CommitHistory.MaximumCommitBytes);
        return content is { Length: > 45 } && content.AsSpan().StartsWith("tree "u8)
            && TryParseId(content.AsSpan(5, 40), out var id)
                ? new GitTree(id)
                : throw new RepositoryCorruptException($"The commit {commit} is malformed.");
    }

    /// <summary>The files that differ below a folder.</summary>
    /// <param name="folder">From the root, without slashes at the ends; empty for everything.</param>
    public TreeDifference Changes(GitTree before, GitTree after, string folder = "") =>
        new TreeWalk(trees).Run(FolderId(before, folder), FolderId(after, folder), folder);

    /// <summary>Whether a folder stands at a path.</summary>
    public bool HasFolder(GitTree tree, string folder) => FolderId(tree, folder) is not null;

    /// <summary>The names of the entries of a folder, in Git's order; empty where it is no folder.</summary>
    public ImmutableArray<FolderEntry> List(GitTree tree, string folder)
    {
        if (FolderId(tree, folder) is not { } id || trees.Read(id) is not { } found)
        {
            return [];
        }

        var entries = ImmutableArray.CreateBuilder<FolderEntry>(found.Count);
        for (var index = 0; index < found.Count; index++)
        {
            if (PathText.Decode(found.Name(index)) is { } name)
            {
                entries.Add(new FolderEntry(name, found.Item(index).Mode == ItemMode.Folder));
            }
        }

        return entries.DrainToImmutable();
    }

    /// <summary>One file: its text, or the reason why it cannot be read; null where there is none.</summary>
    /// <param name="budget">What may be read in all for one question.</param>
    public SourceFile? Read(GitTree tree, string path, ReadBudget budget)
    {
        if (trees.Find(tree.Id, path) is not { Mode: not ItemMode.Folder } item)
        {
            return null;
        }

        if (NotOrdinary(path, item.Mode) is { } refused)
        {
            return refused;
        }

        var bytes = objects.Size(item.Id, ObjectKind.Blob);
        if (bytes > SourceText.MaximumBytes)
        {
            return SourceText.TooLarge(path, bytes);
        }

        return budget.TryTake(bytes)
            ? SourceText.Decode(path, objects.Read(item.Id, ObjectKind.Blob, SourceText.MaximumBytes))
            : budget.Refuse(path);
    }

    private GitObjectId? FolderId(GitTree tree, string folder) =>
        trees.Find(tree.Id, folder) is { Mode: ItemMode.Folder } item ? item.Id : null;

    private static SourceFile? NotOrdinary(string path, ItemMode mode) => mode switch
    {
        ItemMode.File => null,
        ItemMode.ExecutableFile => SourceText.NotOrdinary(path, "an executable file"),
        ItemMode.SymbolicLink => SourceText.NotOrdinary(path, "a symbolic link"),
        ItemMode.Submodule => SourceText.NotOrdinary(path, "a submodule"),
        _ => SourceText.NotOrdinary(path, "an entry with an unknown mode"),
    };

    private static bool TryParseId(ReadOnlySpan<byte> hexadecimal, out GitObjectId id)
    {
        Span<byte> bytes = stackalloc byte[GitObjectId.Length];
        var parsed = Convert.FromHexString(Encoding.ASCII.GetString(hexadecimal), bytes, out _, out var written)
            is System.Buffers.OperationStatus.Done && written == GitObjectId.Length;
        id = parsed ? new GitObjectId(bytes) : default;
        return parsed;
    }
}

/// <summary>One name in a folder.</summary>
public readonly record struct FolderEntry(string Name, bool IsFolder);
