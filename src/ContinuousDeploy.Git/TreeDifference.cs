using System.Collections.Immutable;
using ContinuousDeploy.Core;

namespace ContinuousDeploy.Git;

/// <summary>The files that differ between two trees, by path, and what could not be compared.</summary>
public sealed record TreeDifference(ImmutableArray<ChangedFile> Files, ImmutableArray<Problem> Problems)
{
    public static TreeDifference None { get; } = new([], []);
}

/// <summary>A path whose mode or content differs; a side where the path is no file is false.</summary>
public readonly record struct ChangedFile(string Path, bool Before, bool After);
