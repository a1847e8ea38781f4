using System.Collections.Immutable;
using ContinuousDeploy.Core;

namespace ContinuousDeploy.Simulation.World;

/// <summary>A commit: its parent on its own line, and every file of the repository.</summary>
public sealed record GitCommit(CommitSha Sha, CommitSha? Parent, ImmutableSortedDictionary<string, string> Files);

/// <summary>The commits of an environments repository, and where its default branch points.</summary>
public sealed class GitHistory
{
    private readonly Dictionary<CommitSha, GitCommit> commits = [];

    public GitHistory(ImmutableSortedDictionary<string, string> files)
    {
        Tip = Commit(null, files).Sha;
        First = Tip;
    }

    public CommitSha First { get; }

    /// <summary>Where the default branch points.</summary>
    public CommitSha Tip { get; private set; }

    /// <summary>Every commit that the default branch ever pointed at.</summary>
    public HashSet<CommitSha> Published { get; } = [];

    public GitCommit this[CommitSha sha] => commits[sha];

    public bool Has(CommitSha sha) => commits.ContainsKey(sha);

    /// <summary>A commit's name, which looks like any other's.</summary>
    /// <param name="number">From 1; the same number gives the same name.</param>
    public static CommitSha Name(int number)
    {
        var seed = (ulong)number;
        return new CommitSha($"{Spread(seed):x16}{Spread(seed + 0x1000_0000):x16}{(uint)Spread(seed + 0x2000_0000):x8}");
    }

    /// <summary>A commit that no branch points at yet.</summary>
    public GitCommit Commit(CommitSha? parent, ImmutableSortedDictionary<string, string> files)
    {
        var commit = new GitCommit(Name(commits.Count + 1), parent, files);
        commits.Add(commit.Sha, commit);
        return commit;
    }

    /// <summary>Moves the default branch to a new commit with these changes; a null removes a file.</summary>
    public CommitSha Publish(IEnumerable<KeyValuePair<string, string?>> changes)
    {
        Tip = Commit(Tip, With(commits[Tip].Files, changes)).Sha;
        Published.Add(Tip);
        return Tip;
    }

    public static ImmutableSortedDictionary<string, string> With(
        ImmutableSortedDictionary<string, string> files, IEnumerable<KeyValuePair<string, string?>> changes) =>
        changes.Aggregate(files, (all, change) =>
            change.Value is null ? all.Remove(change.Key) : all.SetItem(change.Key, change.Value));

    /// <summary>What a line of work changes since it left the default branch; null where both changed one file.</summary>
    public ImmutableSortedDictionary<string, string?>? MergeOf(CommitSha from, CommitSha head)
    {
        var changes = Changes(commits[from].Files, commits[head].Files);
        var theirs = Changes(commits[from].Files, commits[Tip].Files);
        return changes.Any(change => theirs.TryGetValue(change.Key, out var other) && other != change.Value)
            ? null
            : changes;
    }

    /// <summary>The commits after one up to another, oldest first; null where the first is not on that line.</summary>
    public ImmutableArray<CommitSha>? Since(CommitSha from, CommitSha to)
    {
        var line = new Stack<CommitSha>();
        for (CommitSha? at = to; at != from; at = commits[at.Value].Parent)
        {
            if (at is null)
            {
                return null;
            }

            line.Push(at.Value);
        }

        return [.. line];
    }

    /// <summary>What differs; null where a file is gone.</summary>
    public static ImmutableSortedDictionary<string, string?> Changes(
        ImmutableSortedDictionary<string, string> before, ImmutableSortedDictionary<string, string> after)
    {
        var changes = ImmutableSortedDictionary.CreateBuilder<string, string?>(StringComparer.Ordinal);
        foreach (var path in before.Keys.Concat(after.Keys))
        {
            var text = after.GetValueOrDefault(path);
            if (before.GetValueOrDefault(path) != text)
            {
                changes[path] = text;
            }
        }

        return changes.ToImmutable();
    }

    private static ulong Spread(ulong number)
    {
        number = (number ^ (number >> 31)) * 0x7FB5D329728EA185;
        number = (number ^ (number >> 27)) * 0x81DADEF4BC2DD44D;
        return number ^ (number >> 33);
    }
}
