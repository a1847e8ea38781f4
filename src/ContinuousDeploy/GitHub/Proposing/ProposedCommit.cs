using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Octokit;

namespace ContinuousDeploy.GitHub.Proposing;

/// <summary>Recognises a proposal's commit by its content.</summary>
public static class ProposedCommit
{
    // GitHub lists this many files of a commit on its first page.
    private const int MostFiles = 300;

    /// <summary>
    /// Whether a commit changes exactly what the proposal says, byte for byte, and nothing else. Of a proposal with
    /// 300 files or more it is not told.
    /// </summary>
    public static bool IsFoundIn(GitHubCommit commit, Proposal proposal) =>
        commit.Parents is [{ } parent]
        && parent.Sha == proposal.On.Value
        && commit.Files is { Count: < MostFiles } files
        && Changes(files).SetEquals(proposal.Files.Select(file => (file.Key, BlobOf(file.Value))));

    private static ImmutableHashSet<(string Path, string? Blob)> Changes(IReadOnlyList<GitHubCommitFile> files)
    {
        var changes = ImmutableHashSet.CreateBuilder<(string Path, string? Blob)>();
        foreach (var file in files)
        {
            changes.Add((file.Filename, file.Status == "removed" ? null : file.Sha));
            if (file.Status == "renamed")
            {
                changes.Add((file.PreviousFileName, null));
            }
        }

        return changes.ToImmutable();
    }

    // Git's name for a file's content.
    private static string? BlobOf(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var content = Encoding.UTF8.GetBytes(text);
        var header = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {content.Length}\0"));
        // Weak against forgery, but no choice of ours: this is compared with the names that Git itself gives to contents,
        // to see whether a commit holds what was proposed, and trusts nobody because of it.
#pragma warning disable CA5350 // SHA-1
        return Convert.ToHexStringLower(SHA1.HashData([.. header, .. content]));
#pragma warning restore CA5350
    }
}
