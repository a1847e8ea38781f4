using System.Collections.Immutable;
using ContinuousDeploy.Core;
using LibGit2Sharp;

namespace ContinuousDeploy.Git;

/// <summary>How commits of one repository descend from one another, and what merging two of them would give.</summary>
public sealed class CommitHistory
{
    /// <summary>Commits on a first-parent line that are walked; more is a question that nobody means.</summary>
    public const int MaximumSteps = 100_000;

    internal const int MaximumCommitBytes = 1024 * 1024;

    private readonly Repository repository;

    internal CommitHistory(Repository repository) => this.repository = repository;

    /// <summary>Whether the repository has the commit.</summary>
    public bool Contains(CommitSha commit) => repository.Lookup<Commit>(commit.Value) is not null;

    /// <summary>The commit that a branch points at, or null where there is no such branch.</summary>
    public CommitSha? Branch(string name) => TipOf($"refs/heads/{name}");

    /// <summary>The head of a pull request as fetched, or null where there is none.</summary>
    public CommitSha? PullRequest(int number) => TipOf($"refs/pull/{number}/head");

    /// <summary>
    /// The commit that a revision names (<c>main</c>, <c>HEAD~2</c>, a short id), or null. For people at a command line
    /// only: everything after this reads by commit.
    /// </summary>
    public CommitSha? Resolve(string revision)
    {
        try
        {
            return repository.Lookup(revision + "^{commit}") is Commit commit ? Name(commit) : null;
        }
        catch (LibGit2SharpException)
        {
            // An ambiguous or malformed revision is one that names no commit.
            return null;
        }
    }

    /// <summary>Whether one commit is another, or can be reached from it.</summary>
    /// <exception cref="RepositoryCorruptException">A commit is not there.</exception>
    public bool IsAncestor(CommitSha ancestor, CommitSha descendant)
    {
        if (ancestor == descendant)
        {
            return true;
        }

        var older = Find(ancestor);
        return repository.ObjectDatabase.FindMergeBase(older, Find(descendant))?.Id == older.Id;
    }

    /// <summary>
    /// The commits that a branch went through after <paramref name="from"/> up to <paramref name="to"/>, oldest first,
    /// along first parents; null where <paramref name="from"/> is not on that line (the branch was rewritten).
    /// </summary>
    /// <exception cref="RepositoryCorruptException">A commit is not there.</exception>
    public ImmutableArray<CommitSha>? FirstParentSince(CommitSha from, CommitSha to)
    {
        if (!IsAncestor(from, to))
        {
            return null;
        }

        var line = new List<CommitSha>();
        for (var commit = Find(to); line.Count < MaximumSteps; commit = commit.Parents.First())
        {
            var name = Name(commit);
            if (name == from)
            {
                line.Reverse();
                return [.. line];
            }

            line.Add(name);
            if (!commit.Parents.Any())
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>The first parent, or null for a root commit.</summary>
    /// <exception cref="RepositoryCorruptException">The commit is not there.</exception>
    public CommitSha? FirstParent(CommitSha commit) =>
        Find(commit).Parents.FirstOrDefault() is { } parent ? Name(parent) : null;

    /// <summary>What merging a pull request's head into a branch's tip would give. No file system is touched but for
    /// the repository's own objects.</summary>
    /// <exception cref="RepositoryCorruptException">A commit is not there.</exception>
    public MergePreview MergeResult(CommitSha branchTip, CommitSha head)
    {
        var result = repository.ObjectDatabase.MergeCommits(
            Find(branchTip), Find(head), new MergeTreeOptions { SkipReuc = true });
        if (result.Status == MergeTreeStatus.Succeeded)
        {
            return new MergePreview.Clean(new GitTree(new GitObjectId(result.Tree.Id.RawId)));
        }

        return new MergePreview.Conflict(
            [.. result.Conflicts
                .Select(conflict => (conflict.Ours ?? conflict.Theirs ?? conflict.Ancestor).Path)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)]);
    }

    internal Commit Find(CommitSha commit)
    {
        try
        {
            return repository.Lookup<Commit>(commit.Value)
                ?? throw new RepositoryCorruptException($"The commit {commit} is not in the repository.");
        }
        catch (LibGit2SharpException damaged)
        {
            throw new RepositoryCorruptException($"The commit {commit} is damaged.", damaged);
        }
    }

    private CommitSha? TipOf(string reference) =>
        Reference.IsValidName(reference)
        && repository.Refs[reference] is DirectReference { TargetIdentifier: var target }
        && CommitSha.TryParse(target, out var tip)
            ? tip
            : null;

    private static CommitSha Name(Commit commit) => new(commit.Sha);
}

/// <summary>What a merge would give.</summary>
public abstract record MergePreview
{
    private MergePreview()
    {
    }

    /// <summary>It merges by itself into this tree.</summary>
    public sealed record Clean(GitTree Tree) : MergePreview;

    /// <summary>These files conflict.</summary>
    public sealed record Conflict(ImmutableArray<string> Paths) : MergePreview;
}
