using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Json;

public sealed partial class Representations
{
    /// <summary>The paths GitHub lists in a repository, by the member's name before <c>_url</c>.</summary>
    private static readonly (string Name, string Path)[] RepositoryPaths =
    [
        ("archive", "/{archive_format}{/ref}"), ("assignees", "/assignees{/user}"), ("blobs", "/git/blobs{/sha}"),
        ("branches", "/branches{/branch}"), ("collaborators", "/collaborators{/collaborator}"),
        ("comments", "/comments{/number}"), ("commits", "/commits{/sha}"), ("compare", "/compare/{base}...{head}"),
        ("contents", "/contents/{+path}"), ("contributors", "/contributors"), ("deployments", "/deployments"),
        ("downloads", "/downloads"), ("events", "/events"), ("forks", "/forks"),
        ("git_commits", "/git/commits{/sha}"), ("git_refs", "/git/refs{/sha}"), ("git_tags", "/git/tags{/sha}"),
        ("hooks", "/hooks"), ("issue_comment", "/issues/comments{/number}"),
        ("issue_events", "/issues/events{/number}"), ("issues", "/issues{/number}"), ("keys", "/keys{/key_id}"),
        ("labels", "/labels{/name}"), ("languages", "/languages"), ("merges", "/merges"),
        ("milestones", "/milestones{/number}"), ("notifications", "/notifications{?since,all,participating}"),
        ("pulls", "/pulls{/number}"), ("releases", "/releases{/id}"), ("stargazers", "/stargazers"),
        ("statuses", "/statuses/{sha}"), ("subscribers", "/subscribers"), ("subscription", "/subscription"),
        ("tags", "/tags"), ("teams", "/teams"), ("trees", "/git/trees{/sha}"),
    ];

    /// <summary>The schemas <c>repository</c> and <c>full-repository</c>.</summary>
    public JsonObject Repository(Repository repository)
    {
        JsonObject made = RepositoryCore(repository);
        string api = links.Api(repository);
        string page = links.Page(repository);
        made["url"] = api;
        foreach ((string name, string path) in RepositoryPaths)
        {
            made[$"{name}_url"] = api + path;
        }

        made["git_url"] = $"git:{page[page.IndexOf("//", StringComparison.Ordinal)..]}.git";
        made["ssh_url"] = $"git@{new Uri(page).Host}:{world.FullName(repository)}.git";
        made["clone_url"] = $"{page}.git";
        made["svn_url"] = page;
        made["mirror_url"] = null;
        AddCounts(made, repository);
        return made;
    }

    /// <summary>What the creation of a repository in an installation names it by.</summary>
    public JsonObject RepositoryName(Repository repository) => new()
    {
        ["id"] = repository.Id,
        ["node_id"] = NodeId("R", repository.Id),
        ["name"] = repository.Name,
        ["full_name"] = world.FullName(repository),
        ["private"] = repository.Private,
    };

    private JsonObject RepositoryCore(Repository repository)
    {
        JsonObject made = RepositoryName(repository);
        made["owner"] = User(repository.Owner);
        made["html_url"] = links.Page(repository);
        made["description"] = null;
        made["fork"] = repository.Parent is not null;
        made["default_branch"] = repository.DefaultBranch;
        made["visibility"] = repository.Private ? "private" : "public";
        made["archived"] = repository.Archived;
        made["created_at"] = Time(repository.CreatedAt);
        made["updated_at"] = Time(repository.PushedAt);
        made["pushed_at"] = Time(repository.PushedAt);
        foreach (string absent in (string[])["homepage", "language", "license"])
        {
            made[absent] = null;
        }

        made["topics"] = new JsonArray();
        return made;
    }

    private void AddCounts(JsonObject made, Repository repository)
    {
        string[] none = ["forks_count", "stargazers_count", "watchers_count", "size", "forks", "watchers",
            "subscribers_count", "network_count"];
        string[] yes = ["has_issues", "has_projects", "has_wiki", "has_downloads"];
        string[] no = ["has_pages", "has_discussions", "disabled", "is_template", "web_commit_signoff_required"];
        foreach (string name in none)
        {
            made[name] = 0;
        }

        foreach (string name in yes)
        {
            made[name] = true;
        }

        foreach (string name in no)
        {
            made[name] = false;
        }

        made["allow_forking"] = true;
        int open = world.Issues.All.Count(issue => issue.Repository == repository.Id && issue.Open)
            + world.PullRequests.All.Count(pull => pull.Repository == repository.Id && pull.Open);
        made["open_issues_count"] = open;
        made["open_issues"] = open;
    }
}
