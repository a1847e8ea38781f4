using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Operations;

/// <summary>What someone asks for when opening a pull request.</summary>
/// <param name="Head">The branch, or <c>owner:branch</c> for a fork's.</param>
public sealed record NewPullRequest(string? Title, string? Head, string? Base, string? Body, bool Draft);

/// <summary>Opening, editing and closing pull requests, and keeping them in step with their branches.</summary>
public sealed class PullRequests(Site site)
{
    private readonly Comparisons comparisons = new(site);

    private World World => site.World;

    public async Task<Outcome<PullRequest>> OpenAsync(
        Repository repository, Actor by, NewPullRequest asked, CancellationToken cancellationToken)
    {
        (Refusal? why, Head? head, Sides? sides) = await CheckAsync(repository, asked, cancellationToken);
        if (head is null || sides is null)
        {
            return why!;
        }

        BareRepository git = Site.Git(repository);
        int number = World.Repositories[repository.Id].LastNumber + 1;
        await git.FetchAsync(Site.Git(head.Repository), sides.Head, $"refs/pull/{number}/head", cancellationToken);
        Repository now = World.Repositories[repository.Id];
        (Comparison comparison, string? test) = await comparisons.CompareAsync(
            now, number, sides.Base, sides.Head, cancellationToken);
        if (comparison.Commits == 0)
        {
            await git.MustAsync(["update-ref", "-d", $"refs/pull/{number}/head"], cancellationToken);
            await git.MustAsync(["update-ref", "-d", $"refs/pull/{number}/merge"], cancellationToken);
            return Invalid(null, "custom", $"No commits between {asked.Base} and {asked.Head}");
        }

        NextNumber(repository);
        long issue = World.Issues.TakeId();
        PullRequest pull = World.PullRequests.Add(id => new(
            id, issue, repository.Id, number, asked.Title!, asked.Body, by.Account.Id, head.Repository.Id, head.Branch,
            sides.Head, asked.Base!, sides.Base, true, asked.Draft, comparison, test, null, null, null,
            World.Now, World.Now));
        Raise(pull, "opened", by);
        return pull;
    }

    /// <param name="open">True reopens, false closes, null leaves as it is.</param>
    public async Task<Outcome<PullRequest>> EditAsync(
        PullRequest pull,
        Actor by,
        string? title,
        string? body,
        string? newBase,
        bool? open,
        CancellationToken cancellationToken)
    {
        Repository repository = World.Repositories[pull.Repository];
        JsonObject changes = [];
        if (newBase is not null && newBase != pull.BaseBranch)
        {
            if (await Site.Git(repository).BranchAsync(newBase, cancellationToken) is not { } sha)
            {
                return Invalid("base", "invalid", null);
            }

            changes["base"] = new JsonObject
            {
                ["ref"] = new JsonObject { ["from"] = pull.BaseBranch },
                ["sha"] = new JsonObject { ["from"] = pull.BaseSha },
            };
            pull = await RefreshAsync(
                pull with { BaseBranch = newBase, BaseSha = sha }, repository, cancellationToken);
        }

        pull = World.PullRequests.Replace(
            Rewritten(pull, title, body, changes) with { UpdatedAt = World.Now });
        if (changes.Count > 0)
        {
            Raise(pull, "edited", by, new() { ["changes"] = changes });
        }

        return open is { } wanted && wanted != pull.Open
            ? await SetOpenAsync(pull, repository, by, wanted, cancellationToken)
            : pull;
    }

    /// <param name="changes">Gets what title and text were before.</param>
    private static PullRequest Rewritten(PullRequest pull, string? title, string? body, JsonObject changes)
    {
        if (title is not null && title != pull.Title)
        {
            changes["title"] = new JsonObject { ["from"] = pull.Title };
        }

        if (body is not null && body != pull.Body)
        {
            changes["body"] = new JsonObject { ["from"] = pull.Body ?? "" };
        }

        return pull with { Title = title ?? pull.Title, Body = body ?? pull.Body };
    }

    /// <summary>Follows a head branch: synchronizes the pull request, or closes it where the branch is gone.</summary>
    internal async Task HeadMovedAsync(
        Repository repository, Actor by, RefMove move, CancellationToken cancellationToken)
    {
        foreach (PullRequest pull in OpenWhere(pull =>
            pull.HeadRepository == repository.Id && pull.HeadBranch == move.Branch && pull.HeadSha != move.After))
        {
            Repository target = World.Repositories[pull.Repository];
            if (move.Deleted)
            {
                await SetOpenAsync(pull, target, by, false, cancellationToken);
                continue;
            }

            await Site.Git(target).FetchAsync(
                Site.Git(repository), move.After, $"refs/pull/{pull.Number}/head", cancellationToken);
            PullRequest moved = await RefreshAsync(
                pull with { HeadSha = move.After, UpdatedAt = World.Now }, target, cancellationToken);
            Raise(
                World.PullRequests.Replace(moved),
                "synchronize",
                by,
                new() { ["before"] = move.Before, ["after"] = move.After });
        }
    }

    /// <summary>Follows a base branch: what arrived there is merged, the others are compared again.</summary>
    internal async Task BaseMovedAsync(
        Repository repository, Actor by, RefMove move, CancellationToken cancellationToken)
    {
        foreach (PullRequest pull in OpenWhere(pull =>
            pull.Repository == repository.Id && pull.BaseBranch == move.Branch && !move.Deleted))
        {
            bool arrived = await Site.Git(repository).IsAncestorAsync(pull.HeadSha, move.After, cancellationToken);
            if (arrived)
            {
                MarkMerged(pull, by, pull.HeadSha);
            }
            else
            {
                World.PullRequests.Replace(
                    await RefreshAsync(pull with { BaseSha = move.After }, repository, cancellationToken));
            }
        }
    }

    internal PullRequest MarkMerged(PullRequest pull, Actor by, string commit)
    {
        PullRequest merged = World.PullRequests.Replace(pull with
        {
            Open = false,
            MergeCommit = commit,
            MergedBy = by.Account.Id,
            MergedAt = World.Now,
            ClosedAt = World.Now,
            UpdatedAt = World.Now,
        });
        Raise(merged, "closed", by);
        return merged;
    }

    internal void Raise(PullRequest pull, string action, Actor by, JsonObject? more = null)
    {
        JsonObject specifics = new()
        {
            ["number"] = pull.Number,
            ["pull_request"] = site.Json.PullRequest(pull, null),
        };
        foreach ((string name, JsonNode? value) in more ?? [])
        {
            specifics[name] = value?.DeepClone();
        }

        site.Events.Raise(World.Repositories[pull.Repository], "pull_request", action, by.Account, specifics);
    }

    internal int NextNumber(Repository repository) => World.Repositories.Replace(
        World.Repositories[repository.Id] with
        {
            LastNumber = World.Repositories[repository.Id].LastNumber + 1,
        }).LastNumber;

    private PullRequest[] OpenWhere(Func<PullRequest, bool> holds) =>
        [.. World.PullRequests.All.Where(pull => pull.Open && holds(pull))];

    private async Task<PullRequest> SetOpenAsync(
        PullRequest pull, Repository repository, Actor by, bool open, CancellationToken cancellationToken)
    {
        PullRequest changed = pull with
        {
            Open = open,
            ClosedAt = open ? null : World.Now,
            UpdatedAt = World.Now,
        };
        if (open)
        {
            string? head = await Site.Git(World.Repositories[pull.HeadRepository])
                .BranchAsync(pull.HeadBranch, cancellationToken);
            changed = await RefreshAsync(
                changed with { HeadSha = head ?? pull.HeadSha }, repository, cancellationToken);
        }

        World.PullRequests.Replace(changed);
        Raise(changed, open ? "reopened" : "closed", by);
        return changed;
    }

    private async Task<PullRequest> RefreshAsync(
        PullRequest pull, Repository repository, CancellationToken cancellationToken)
    {
        (Comparison comparison, string? test) = await comparisons.CompareAsync(
            repository, pull.Number, pull.BaseSha, pull.HeadSha, cancellationToken);
        return pull with { Comparison = comparison, MergeCommit = test };
    }

    private async Task<(Refusal? Why, Head? Head, Sides? Sides)> CheckAsync(
        Repository repository, NewPullRequest asked, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(asked.Title))
        {
            return (Invalid("title", "missing_field", null), null, null);
        }

        if (await Site.Git(repository).BranchAsync(asked.Base ?? "", cancellationToken) is not { } baseSha)
        {
            return (Invalid("base", "invalid", null), null, null);
        }

        if (FindHead(repository, asked.Head ?? "") is not { } head
            || await Site.Git(head.Repository).BranchAsync(head.Branch, cancellationToken) is not { } headSha)
        {
            return (Invalid("head", "invalid", null), null, null);
        }

        bool exists = OpenWhere(pull => pull.Repository == repository.Id && pull.HeadRepository == head.Repository.Id
            && pull.HeadBranch == head.Branch && pull.BaseBranch == asked.Base).Length > 0;
        string owner = World.Accounts[head.Repository.Owner].Login;
        return exists
            ? (Invalid(null, "custom", $"A pull request already exists for {owner}:{head.Branch}."), null, null)
            : (null, head, new(baseSha, headSha));
    }

    private Head? FindHead(Repository repository, string head)
    {
        int colon = head.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return new(repository, head);
        }

        Repository? found = World.Repositories.All.FirstOrDefault(candidate =>
            (candidate.Id == repository.Id || candidate.Parent == repository.Id)
            && World.Accounts[candidate.Owner].Login == head[..colon]);
        return found is null ? null : new(found, head[(colon + 1)..]);
    }

    private static Refusal Invalid(string? field, string code, string? message) =>
        Refusal.Validation("PullRequest", field, code, message);

    private sealed record Head(Repository Repository, string Branch);

    private sealed record Sides(string Base, string Head);
}
