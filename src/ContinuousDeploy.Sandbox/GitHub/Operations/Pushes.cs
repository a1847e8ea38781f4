using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.Json;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Operations;

/// <summary>A ref that moved; the null id stands for "was not there" and "is gone".</summary>
public sealed record RefMove(string Name, string Before, string After)
{
    private const string Heads = "refs/heads/";

    /// <summary>The branch's name, or null for a tag or other ref.</summary>
    public string? Branch => Name.StartsWith(Heads, StringComparison.Ordinal) ? Name[Heads.Length..] : null;

    public bool Created => Before == BareRepository.NoCommit;

    public bool Deleted => After == BareRepository.NoCommit;
}

/// <summary>What follows when refs have moved: push events, check suites, and what becomes of pull requests.</summary>
public sealed class Pushes(Site site, PullRequests pullRequests)
{
    /// <summary>No push event comes when more tags than this arrive at once.</summary>
    private const int MostTags = 3;

    /// <summary>No push event comes when more branches than this arrive at once.</summary>
    private const int MostBranches = 5_000;

    /// <summary>The most commits a push event lists.</summary>
    private const int MostCommits = 2_048;

    public async Task HappenedAsync(
        Repository repository, Actor by, ImmutableArray<RefMove> moves, CancellationToken cancellationToken)
    {
        Repository pushed = site.World.Repositories.Replace(
            site.World.Repositories[repository.Id] with { PushedAt = site.World.Now });
        bool silentTags = moves.Count(move => move.Name.StartsWith("refs/tags/", StringComparison.Ordinal)) > MostTags;
        bool silentBranches = moves.Count(move => move.Branch is not null) > MostBranches;
        foreach (RefMove move in moves)
        {
            if (move.Branch is null ? !silentTags : !silentBranches)
            {
                site.Events.Raise(
                    pushed, "push", null, by.Account, await PayloadAsync(pushed, by, move, cancellationToken));
            }

            if (move.Branch is not null)
            {
                await BranchMovedAsync(pushed, by, move, cancellationToken);
            }
        }
    }

    private async Task BranchMovedAsync(
        Repository repository, Actor by, RefMove move, CancellationToken cancellationToken)
    {
        await pullRequests.HeadMovedAsync(repository, by, move, cancellationToken);
        await pullRequests.BaseMovedAsync(repository, by, move, cancellationToken);
        if (!move.Deleted)
        {
            await RequestSuitesAsync(repository, by, move, cancellationToken);
        }
    }

    /// <summary>Every app that writes checks gets a suite for the new commit.</summary>
    private async Task RequestSuitesAsync(
        Repository repository, Actor by, RefMove move, CancellationToken cancellationToken)
    {
        Commit head = await Site.Git(repository).CommitAsync(move.After, cancellationToken);
        foreach (Installation installation in site.World.Installations.All.Where(found =>
            found.Covers(repository) && found.Permissions.GetValueOrDefault("checks") == "write"))
        {
            bool known = site.World.CheckSuites.All.Any(suite =>
                suite.Repository == repository.Id && suite.App == installation.App && suite.HeadSha == move.After);
            if (known)
            {
                continue;
            }

            CheckSuite suite = Checks.AddSuite(site.World, repository, installation.App, move.After, move.Branch);
            site.Events.Raise(
                repository,
                "check_suite",
                "requested",
                by.Account,
                new() { ["check_suite"] = site.Json.CheckSuite(suite, head) },
                installation.App);
        }
    }

    private async Task<JsonObject> PayloadAsync(
        Repository repository, Actor by, RefMove move, CancellationToken cancellationToken)
    {
        BareRepository git = Site.Git(repository);
        JsonObject[] commits = move.Deleted ? [] : await CommitsAsync(repository, git, move, cancellationToken);
        bool forced = !move.Created && !move.Deleted
            && !await git.IsAncestorAsync(move.Before, move.After, cancellationToken);
        JsonObject? head = commits.Length > 0
            ? (JsonObject)commits[^1].DeepClone()
            : move.Deleted ? null : await OneAsync(repository, git, move.After, cancellationToken);
        return new()
        {
            ["ref"] = move.Name,
            ["before"] = move.Before,
            ["after"] = move.After,
            ["created"] = move.Created,
            ["deleted"] = move.Deleted,
            ["forced"] = forced,
            ["base_ref"] = null,
            ["compare"] = $"{site.Links.Page(repository)}/compare/{move.Before[..12]}...{move.After[..12]}",
            ["commits"] = Representations.Array(commits),
            ["head_commit"] = head,
            ["pusher"] = new JsonObject { ["name"] = by.Account.Login, ["email"] = by.Account.Email },
            ["repository"] = PushRepository(repository),
        };
    }

    private async Task<JsonObject[]> CommitsAsync(
        Repository repository, BareRepository git, RefMove move, CancellationToken cancellationToken)
    {
        string? known = move.Created
            ? await git.BranchAsync(repository.DefaultBranch, cancellationToken)
            : move.Before;
        ImmutableArray<string> added = await git.CommitsAsync(
            move.After, known == move.After ? null : known, MostCommits, cancellationToken);
        List<JsonObject> commits = [];
        foreach (string sha in known == move.After ? [] : added.Reverse())
        {
            commits.Add(await OneAsync(repository, git, sha, cancellationToken));
        }

        return [.. commits];
    }

    private async Task<JsonObject> OneAsync(
        Repository repository, BareRepository git, string sha, CancellationToken cancellationToken)
    {
        Commit commit = await git.CommitAsync(sha, cancellationToken);
        return site.Json.PushedCommit(repository, commit, await git.ChangedPathsAsync(commit, cancellationToken));
    }

    /// <summary>Push events write two times as seconds, and more of the owner.</summary>
    private JsonObject PushRepository(Repository repository)
    {
        Account owner = site.World.Accounts[repository.Owner];
        JsonObject made = site.Json.Repository(repository);
        made["owner"]!["name"] = owner.Login;
        made["owner"]!["email"] = owner.Email;
        made["created_at"] = repository.CreatedAt.ToUnixTimeSeconds();
        made["pushed_at"] = repository.PushedAt.ToUnixTimeSeconds();
        made["stargazers"] = 0;
        made["master_branch"] = repository.DefaultBranch;
        if (owner.Kind == AccountKind.Organization)
        {
            made["organization"] = owner.Login;
        }

        return made;
    }
}
