using System.Collections.Immutable;

namespace ContinuousDeploy.Sandbox.GitHub.Git;

/// <summary>A commit as Git stores it.</summary>
public sealed record Commit(
    string Sha, string Tree, ImmutableArray<string> Parents, Signature Author, Signature Committer, string Message)
{
    /// <summary>The message's first line.</summary>
    public string Headline => Message.Split('\n')[0];
}

/// <summary>Who did something, and when.</summary>
public sealed record Signature(string Name, string Email, DateTimeOffset At);

/// <summary>A branch, tag or other ref and the commit it names.</summary>
public sealed record GitRef(string Name, string Sha);

/// <summary>One file of a comparison.</summary>
/// <param name="Status">GitHub's word: added, removed, modified, renamed, …</param>
/// <param name="PreviousPath">Where a renamed file was.</param>
/// <param name="Patch">Its hunks, or null for a binary file.</param>
public sealed record FileChange(
    string Path, string Status, string Sha, int Additions, int Deletions, string? PreviousPath, string? Patch);

/// <summary>An entry of a tree.</summary>
/// <param name="Kind"><c>blob</c>, <c>tree</c> or <c>commit</c>.</param>
public sealed record TreeEntry(string Mode, string Kind, string Sha, long Size, string Path);

/// <summary>A file to write into a tree.</summary>
/// <param name="Content">Null deletes the file.</param>
public sealed record FileEdit(string Path, byte[]? Content);
