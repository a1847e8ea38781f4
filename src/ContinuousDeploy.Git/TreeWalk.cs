using System.Collections.Immutable;
using ContinuousDeploy.Core;

namespace ContinuousDeploy.Git;

/// <summary>
/// Compares two trees by object id and goes down only where ids differ, so that the cost follows the change and not the
/// repository. Depth, tree size and the number of files are limited.
/// </summary>
internal sealed class TreeWalk(TreeStore trees)
{
    /// <summary>Folders below one another that are looked into.</summary>
    public const int MaximumDepth = 32;

    /// <summary>Changed files that are listed.</summary>
    public const int MaximumFiles = 10_000;

    private const int MaximumProblems = 100;

    private readonly ImmutableArray<ChangedFile>.Builder files = ImmutableArray.CreateBuilder<ChangedFile>();
    private readonly ImmutableArray<Problem>.Builder problems = ImmutableArray.CreateBuilder<Problem>();
    private readonly Stack<Pair> pending = new();

    /// <param name="folder">The path of both trees in the repository, empty for the root.</param>
    public TreeDifference Run(GitObjectId? before, GitObjectId? after, string folder)
    {
        Push(new Pair(folder, before, after, 0));
        while (pending.TryPop(out var pair) && files.Count < MaximumFiles)
        {
            Compare(pair);
        }

        if (files.Count >= MaximumFiles)
        {
            Report(folder, "too-many-files", $"{MaximumFiles} or more files change; the rest is not looked at.",
                "Split the change into smaller ones.");
        }

        files.Sort((left, right) => string.CompareOrdinal(left.Path, right.Path));
        return new TreeDifference(files.ToImmutable(), problems.ToImmutable());
    }

    private void Compare(Pair pair)
    {
        if (Load(pair.Before, pair.Folder) is not { } before || Load(pair.After, pair.Folder) is not { } after)
        {
            return;
        }

        var (left, right) = (0, 0);
        while ((left < before.Count || right < after.Count) && files.Count < MaximumFiles)
        {
            var order = left == before.Count ? 1
                : right == after.Count ? -1
                : RawTree.Compare(before, left, after, right);
            if (order == 0 && before.Item(left) == after.Item(right))
            {
                left++;
                right++;
                continue;
            }

            var name = order <= 0 ? before.Name(left) : after.Name(right);
            TreeItem? old = order <= 0 ? before.Item(left++) : null;
            TreeItem? present = order >= 0 ? after.Item(right++) : null;
            Take(pair, name, old, present);
        }
    }

    private void Take(Pair pair, ReadOnlySpan<byte> name, TreeItem? before, TreeItem? after)
    {
        if (PathText.Decode(name) is not { } text)
        {
            Report(Join(pair.Folder, PathText.Escape(name)), "unreadable-path",
                "The name has bytes or characters that do not show, or is special to Git.", "Rename it.");
            return;
        }

        var path = Join(pair.Folder, text);
        if ((before ?? after)!.Value.Mode == ItemMode.Folder)
        {
            Push(new Pair(path, before?.Id, after?.Id, pair.Depth + 1));
        }
        else
        {
            files.Add(new ChangedFile(path, before is not null, after is not null));
        }
    }

    private void Push(Pair pair)
    {
        if (pair.Depth > MaximumDepth)
        {
            Report(pair.Folder, "too-deep", $"Folders are more than {MaximumDepth} deep here.", "Move the files up.");
        }
        else if (pair.Before != pair.After)
        {
            pending.Push(pair);
        }
    }

    private RawTree? Load(GitObjectId? id, string folder)
    {
        if (id is not { } tree)
        {
            return RawTree.Empty;
        }

        var loaded = trees.Read(tree);
        if (loaded is null)
        {
            Report(folder.Length == 0 ? "." : folder, "malformed-folder",
                "Git's list of this folder is too large, out of order, or names something twice.",
                "Make the commit again with an ordinary Git client.");
        }

        return loaded;
    }

    private void Report(string path, string rule, string message, string nextStep)
    {
        if (problems.Count < MaximumProblems)
        {
            problems.Add(new Problem(new Position(path, 0, 0), rule, message, nextStep));
        }
    }

    private static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    private readonly record struct Pair(string Folder, GitObjectId? Before, GitObjectId? After, int Depth);
}
