using System.Collections.Immutable;
using ContinuousDeploy.Core;
using LibGit2Sharp;

namespace ContinuousDeploy.Git;

/// <summary>One fetch into a bare repository, with everything that may go wrong turned into an outcome.</summary>
/// <param name="bytes">What may be received.</param>
internal sealed class Fetch(GitServer server, GitAddress address, string? token, long bytes)
{
    private const int LongestReason = 200;
    private const string Remote = "origin";
    private static readonly string[] References = ["+refs/heads/*:refs/heads/*", "+refs/pull/*/head:refs/pull/*/head"];

    private readonly TokenProvider tokens = new(server, token);
    private bool tooMuch;

    public FetchOutcome Into(string folder)
    {
        try
        {
            using var repository = new Repository(folder);
            return Into(repository, folder);
        }
        catch (RepositoryNotFoundException)
        {
            return new FetchOutcome.Damaged("The mirror's folder is no Git repository.");
        }
        catch (LibGit2SharpException damaged)
        {
            return new FetchOutcome.Damaged($"The mirror cannot be read: {Shorten(damaged.Message)}");
        }
        catch (IOException disk)
        {
            return new FetchOutcome.Damaged($"The mirror's folder cannot be used: {Shorten(disk.Message)}");
        }
    }

    private FetchOutcome Into(Repository repository, string folder)
    {
        var before = Heads(repository);
        try
        {
            Transfer(repository, folder);
        }
        catch (NameConflictException)
        {
            return new FetchOutcome.Damaged("A branch has the name of a folder of branches that was there before.");
        }
        catch (LibGit2SharpException failed)
        {
            return Explain(failed, repository, before);
        }

        return FindDamage(repository, Heads(repository)) is { } damage
            ? new FetchOutcome.Damaged(damage)
            : new FetchOutcome.Fetched(Compare(repository, before));
    }

    private void Transfer(Repository repository, string folder)
    {
        try
        {
            Name(repository);
            Commands.Fetch(repository, Remote, References, Options(), logMessage: null);
        }
        catch (LibGit2SharpException) when (tokens.Refusal is null && MirrorFolder.RemoveLeftovers(folder))
        {
            // Whoever held these died: the mirror has one writer, and its turn is now.
            Name(repository);
            Commands.Fetch(repository, Remote, References, Options(), logMessage: null);
        }
    }

    /// <summary>The library takes a remote by name alone. The address follows renames of the repository.</summary>
    private void Name(Repository repository)
    {
        if (repository.Network.Remotes[Remote] is not { } known)
        {
            repository.Network.Remotes.Add(Remote, address.Url);
        }
        else if (known.Url != address.Url)
        {
            repository.Network.Remotes.Update(Remote, remote => remote.Url = address.Url);
        }
    }

    private FetchOptions Options() => new()
    {
        CredentialsProvider = tokens.Answer,
        Prune = true,
        TagFetchMode = TagFetchMode.None,
        OnTransferProgress = progress =>
        {
            tooMuch |= progress.ReceivedBytes > bytes;
            return !tooMuch;
        },
    };

    private FetchOutcome Explain(
        LibGit2SharpException failed, Repository repository, ImmutableSortedDictionary<string, CommitSha> before)
    {
        if (tokens.Refusal is { } refusal)
        {
            return new FetchOutcome.Refused($"{address}: {refusal}");
        }

        if (tooMuch)
        {
            return new FetchOutcome.Unreachable(
                $"{address}: the repository is larger than the {bytes} bytes that one fetch may take.");
        }

        return FindDamage(repository, before) is { } damage
            ? new FetchOutcome.Damaged(damage)
            : new FetchOutcome.Unreachable($"{address}: {Shorten(failed.Message)}");
    }

    /// <summary>Reads every head's commit and root folder: what a truncated or overwritten pack shows first.</summary>
    private static string? FindDamage(Repository repository, ImmutableSortedDictionary<string, CommitSha> heads)
    {
        foreach (var (branch, head) in heads)
        {
            try
            {
                if (repository.Lookup<Commit>(head.Value)?.Tree.Count is null)
                {
                    return $"The head of {branch} is not in the mirror.";
                }
            }
            catch (LibGit2SharpException damaged)
            {
                return $"The head of {branch} cannot be read: {Shorten(damaged.Message)}";
            }
        }

        return null;
    }

    private static ImmutableSortedDictionary<string, BranchHead> Compare(
        Repository repository, ImmutableSortedDictionary<string, CommitSha> before)
    {
        var history = new CommitHistory(repository);
        return Heads(repository).ToImmutableSortedDictionary(
            head => head.Key,
            head => new BranchHead(
                head.Value, before.TryGetValue(head.Key, out var known) && !history.IsAncestor(known, head.Value)),
            StringComparer.Ordinal);
    }

    private static ImmutableSortedDictionary<string, CommitSha> Heads(Repository repository) =>
        repository.Refs.FromGlob("refs/heads/*")
            .OfType<DirectReference>()
            .ToImmutableSortedDictionary(
                reference => reference.CanonicalName["refs/heads/".Length..],
                reference => new CommitSha(reference.TargetIdentifier),
                StringComparer.Ordinal);

    /// <summary>Messages of the library may repeat what the server sent.</summary>
    internal static string Shorten(string message)
    {
        var shown = string.Concat(message.Where(letter => letter is >= ' ' and <= '~').Take(LongestReason));
        return shown.EndsWith('.') ? shown : shown + ".";
    }
}
