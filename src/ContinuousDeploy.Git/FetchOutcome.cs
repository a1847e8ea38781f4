using System.Collections.Immutable;
using ContinuousDeploy.Core;

namespace ContinuousDeploy.Git;

/// <summary>What came of a fetch. Reasons are one sentence for people and hold neither token nor address.</summary>
public abstract record FetchOutcome
{
    private FetchOutcome()
    {
    }

    /// <summary>The mirror holds what the server has.</summary>
    /// <param name="Branches">The head of every branch, by name without <c>refs/heads/</c>.</param>
    public sealed record Fetched(ImmutableSortedDictionary<string, BranchHead> Branches) : FetchOutcome;

    /// <summary>The server could not be reached, or broke off. The mirror is as it was: try again later.</summary>
    public sealed record Unreachable(string Reason) : FetchOutcome;

    /// <summary>The server refused the token. Trying again with the same one does not help.</summary>
    public sealed record Refused(string Reason) : FetchOutcome;

    /// <summary>The mirror on disk is damaged: <see cref="Mirror.ReplaceAsync"/> makes it anew.</summary>
    public sealed record Damaged(string Reason) : FetchOutcome;
}

/// <summary>Where a branch points.</summary>
/// <param name="Rewritten">Whether the mirror knew the branch at a commit that this one does not descend from.</param>
public readonly record struct BranchHead(CommitSha Commit, bool Rewritten);
