using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.Json;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.Rest;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.GraphQl;

/// <summary>What can be asked: repositories, their refs, commits and pull requests.</summary>
internal sealed class Graph(Site site, Merging merging, Call call)
{
    public GraphObject Query => new("Query", new()
    {
        ["viewer"] = GraphObject.Known(Actor(call.Caller.Actor(site.World)!.Account)),
        ["repository"] = arguments => Task.FromResult<object?>(
            Repository(Find($"{arguments["owner"]}/{arguments["name"]}"))),
    });

    /// <summary>A repository by <c>owner/name</c> that the caller may see.</summary>
    /// <exception cref="FieldFailedException">There is none.</exception>
    public Repository Find(string fullName)
    {
        string[] part = fullName.Split('/', 2);
        Repository? found = part.Length == 2 ? site.World.FindRepository(part[0], part[1]) : null;
        return found is not null && call.Caller.Sees(site.World, found)
            ? found
            : throw new FieldFailedException(
                "NOT_FOUND", $"Could not resolve to a Repository with the name '{fullName}'.");
    }

    public GraphObject Repository(Repository repository)
    {
        BareRepository git = Site.Git(repository);
        return new("Repository", new()
        {
            ["id"] = GraphObject.Plain(Representations.NodeId("R", repository.Id)),
            ["databaseId"] = GraphObject.Plain(repository.Id),
            ["name"] = GraphObject.Plain(repository.Name),
            ["nameWithOwner"] = GraphObject.Plain(site.World.FullName(repository)),
            ["isArchived"] = GraphObject.Plain(repository.Archived),
            ["isPrivate"] = GraphObject.Plain(repository.Private),
            ["url"] = GraphObject.Plain(site.Links.Page(repository)),
            ["defaultBranchRef"] = async _ =>
                await RefAsync(repository, git, $"refs/heads/{repository.DefaultBranch}"),
            ["ref"] = async arguments => await RefAsync(repository, git, Full($"{arguments["qualifiedName"]}")),
            ["object"] = async arguments =>
                await git.ResolveAsync($"{arguments["expression"] ?? arguments["oid"]}", CancellationToken.None) is { } sha
                    ? Commit(repository, await git.CommitAsync(sha, CancellationToken.None))
                    : null,
            ["pullRequest"] = arguments => Task.FromResult<object?>(
                site.World.FindPullRequest(repository, (int?)arguments["number"] ?? 0) is { } pull
                    ? PullRequest(pull)
                    : throw new FieldFailedException(
                        "NOT_FOUND",
                        $"Could not resolve to a PullRequest with the number of {arguments["number"]}.")),
        });
    }

    public async Task<GraphObject?> RefAsync(Repository repository, BareRepository git, string name)
    {
        if (await git.ResolveAsync(name, CancellationToken.None) is not { } sha)
        {
            return null;
        }

        Commit commit = await git.CommitAsync(sha, CancellationToken.None);
        return new("Ref", new()
        {
            ["id"] = GraphObject.Plain(Representations.NodeId("REF", $"{repository.Id}:{name}")),
            ["name"] = GraphObject.Plain(name[(name.IndexOf('/', "refs/".Length) + 1)..]),
            ["prefix"] = GraphObject.Plain(name[..(name.IndexOf('/', "refs/".Length) + 1)]),
            ["target"] = GraphObject.Known(Commit(repository, commit)),
        });
    }

    public GraphObject Commit(Repository repository, Commit commit)
    {
        bool signed = site.World.SignedCommits.ContainsKey(commit.Sha);
        GraphObject signature = new("GpgSignature", new()
        {
            ["isValid"] = GraphObject.Plain(true),
            ["state"] = GraphObject.Plain("VALID"),
            ["wasSignedByGitHub"] = GraphObject.Plain(true),
        });
        return new("Commit", new()
        {
            ["id"] = GraphObject.Plain(Representations.NodeId("C", $"{repository.Id}:{commit.Sha}")),
            ["oid"] = GraphObject.Plain(commit.Sha),
            ["abbreviatedOid"] = GraphObject.Plain(commit.Sha[..7]),
            ["url"] = GraphObject.Plain($"{site.Links.Page(repository)}/commit/{commit.Sha}"),
            ["message"] = GraphObject.Plain(commit.Message),
            ["messageHeadline"] = GraphObject.Plain(commit.Headline),
            ["messageBody"] = GraphObject.Plain(commit.Message[commit.Headline.Length..].Trim()),
            ["committedDate"] = GraphObject.Plain(Representations.Time(commit.Committer.At)),
            ["authoredDate"] = GraphObject.Plain(Representations.Time(commit.Author.At)),
            ["signature"] = GraphObject.Known(signed ? signature : null),
        });
    }

    private GraphObject PullRequest(PullRequest pull) => new("PullRequest", new()
    {
        ["id"] = GraphObject.Plain(Representations.NodeId("PR", pull.Id)),
        ["databaseId"] = GraphObject.Plain(pull.Id),
        ["number"] = GraphObject.Plain(pull.Number),
        ["title"] = GraphObject.Plain(pull.Title),
        ["body"] = GraphObject.Plain(pull.Body ?? ""),
        ["state"] = GraphObject.Plain(pull.MergedAt is not null ? "MERGED" : pull.Open ? "OPEN" : "CLOSED"),
        ["merged"] = GraphObject.Plain(pull.MergedAt is not null),
        ["isDraft"] = GraphObject.Plain(pull.Draft),
        ["headRefName"] = GraphObject.Plain(pull.HeadBranch),
        ["headRefOid"] = GraphObject.Plain(pull.HeadSha),
        ["baseRefName"] = GraphObject.Plain(pull.BaseBranch),
        ["baseRefOid"] = GraphObject.Plain(pull.BaseSha),
        ["mergeable"] = GraphObject.Plain(pull.Comparison.Mergeable ? "MERGEABLE" : "CONFLICTING"),
        ["mergeStateStatus"] = GraphObject.Plain(merging.State(pull).ToUpperInvariant()),
        ["author"] = GraphObject.Known(Actor(site.World.Accounts[pull.Author])),
    });

    private static GraphObject Actor(Account account) => new(account.Kind.ToString(), new()
    {
        ["id"] = GraphObject.Plain(Representations.NodeId("U", account.Id)),
        ["login"] = GraphObject.Plain(account.Login),
        ["databaseId"] = GraphObject.Plain(account.Id),
    });

    private static string Full(string name) =>
        name.StartsWith("refs/", StringComparison.Ordinal) ? name : $"refs/heads/{name}";
}
