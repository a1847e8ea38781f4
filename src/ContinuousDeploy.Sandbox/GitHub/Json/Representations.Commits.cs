using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.Git;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Json;

public sealed partial class Representations
{
    /// <summary>The schema <c>commit</c>, without <c>files</c> and <c>stats</c>.</summary>
    public JsonObject Commit(Repository repository, Commit commit)
    {
        string api = links.Api(repository);
        return new()
        {
            ["sha"] = commit.Sha,
            ["node_id"] = NodeId("C", $"{repository.Id}:{commit.Sha}"),
            ["commit"] = new JsonObject
            {
                ["author"] = Person(commit.Author),
                ["committer"] = Person(commit.Committer),
                ["message"] = commit.Message,
                ["tree"] = new JsonObject { ["sha"] = commit.Tree, ["url"] = $"{api}/git/trees/{commit.Tree}" },
                ["url"] = $"{api}/git/commits/{commit.Sha}",
                ["comment_count"] = 0,
                ["verification"] = Verification(commit.Sha),
            },
            ["url"] = $"{api}/commits/{commit.Sha}",
            ["html_url"] = $"{links.Page(repository)}/commit/{commit.Sha}",
            ["comments_url"] = $"{api}/commits/{commit.Sha}/comments",
            ["author"] = AccountOf(commit.Author) is { } author ? User(author) : null,
            ["committer"] = AccountOf(commit.Committer) is { } committer ? User(committer) : null,
            ["parents"] = Array(commit.Parents.Select(parent => new JsonObject
            {
                ["sha"] = parent,
                ["url"] = $"{api}/commits/{parent}",
                ["html_url"] = $"{links.Page(repository)}/commit/{parent}",
            })),
        };
    }

    /// <summary>The schema <c>diff-entry</c>.</summary>
    public JsonObject File(Repository repository, string commit, FileChange change)
    {
        string path = string.Join('/', change.Path.Split('/').Select(Uri.EscapeDataString));
        JsonObject made = new()
        {
            ["sha"] = change.Sha,
            ["filename"] = change.Path,
            ["status"] = change.Status,
            ["additions"] = change.Additions,
            ["deletions"] = change.Deletions,
            ["changes"] = change.Additions + change.Deletions,
            ["blob_url"] = $"{links.Page(repository)}/blob/{commit}/{path}",
            ["raw_url"] = $"{links.Page(repository)}/raw/{commit}/{path}",
            ["contents_url"] = $"{links.Api(repository)}/contents/{path}?ref={commit}",
        };
        if (change.Patch is not null)
        {
            made["patch"] = change.Patch;
        }

        if (change.PreviousPath is not null)
        {
            made["previous_filename"] = change.PreviousPath;
        }

        return made;
    }

    /// <summary>The schema <c>git-ref</c>.</summary>
    public JsonObject Ref(Repository repository, GitRef reference)
    {
        string api = links.Api(repository);
        return new()
        {
            ["ref"] = reference.Name,
            ["node_id"] = NodeId("REF", $"{repository.Id}:{reference.Name}"),
            ["url"] = $"{api}/git/{reference.Name}",
            ["object"] = new JsonObject
            {
                ["type"] = "commit",
                ["sha"] = reference.Sha,
                ["url"] = $"{api}/git/commits/{reference.Sha}",
            },
        };
    }

    /// <summary>A commit in a push event.</summary>
    public JsonObject PushedCommit(Repository repository, Commit commit, IReadOnlyCollection<FileChange> files)
    {
        JsonObject made = HeadCommit(commit);
        made["distinct"] = true;
        made["url"] = $"{links.Page(repository)}/commit/{commit.Sha}";
        made["added"] = Paths("added", "copied");
        made["removed"] = Paths("removed");
        made["modified"] = Paths("modified", "renamed", "changed");
        return made;

        JsonArray Paths(params string[] statuses) =>
            Strings(files.Where(file => statuses.Contains(file.Status)).Select(file => file.Path));
    }

    /// <summary>The schema <c>simple-commit</c>.</summary>
    public JsonObject HeadCommit(Commit commit) => new()
    {
        ["id"] = commit.Sha,
        ["tree_id"] = commit.Tree,
        ["message"] = commit.Message,
        ["timestamp"] = Time(commit.Committer.At),
        ["author"] = PushPerson(commit.Author),
        ["committer"] = PushPerson(commit.Committer),
    };

    private static JsonObject Person(Signature signature) => new()
    {
        ["name"] = signature.Name,
        ["email"] = signature.Email,
        ["date"] = Time(signature.At),
    };

    private JsonObject PushPerson(Signature signature)
    {
        JsonObject made = new() { ["name"] = signature.Name, ["email"] = signature.Email };
        if (AccountOf(signature) is { } account)
        {
            made["username"] = account.Login;
        }

        return made;
    }

    private JsonObject Verification(string sha) =>
        world.SignedCommits.TryGetValue(sha, out DateTimeOffset at)
            ? new()
            {
                ["verified"] = true,
                ["reason"] = "valid",
                ["signature"] = "-----BEGIN PGP SIGNATURE-----\n\nsandbox\n-----END PGP SIGNATURE-----\n",
                ["payload"] = $"commit {sha}",
                ["verified_at"] = Time(at),
            }
            : new()
            {
                ["verified"] = false,
                ["reason"] = "unsigned",
                ["signature"] = null,
                ["payload"] = null,
                ["verified_at"] = null,
            };

    private Account? AccountOf(Signature signature) =>
        world.Accounts.All.FirstOrDefault(account => account.Email == signature.Email);
}
