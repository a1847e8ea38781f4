using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Json;

public sealed partial class Representations
{
    /// <summary>The schema <c>pull-request</c>.</summary>
    /// <param name="mergeableState">GitHub's word for whether it can be merged; null while GitHub computes it.</param>
    public JsonObject PullRequest(PullRequest pull, string? mergeableState)
    {
        JsonObject made = PullRequestSimple(pull);
        Comparison comparison = pull.Comparison;
        made["merged"] = pull.MergedAt is not null;
        made["mergeable"] = mergeableState is null || pull.MergedAt is not null ? null : comparison.Mergeable;
        made["rebaseable"] = mergeableState is null ? null : comparison.Mergeable;
        made["mergeable_state"] = mergeableState ?? "unknown";
        made["merged_by"] = pull.MergedBy is { } merger ? User(merger) : null;
        made["comments"] = world.Comments.All.Count(comment => IsOn(comment, pull.Repository, pull.Number));
        made["review_comments"] = 0;
        made["maintainer_can_modify"] = pull.FromFork;
        made["commits"] = comparison.Commits;
        made["additions"] = comparison.Additions;
        made["deletions"] = comparison.Deletions;
        made["changed_files"] = comparison.ChangedFiles;
        return made;
    }

    /// <summary>The schema <c>pull-request-simple</c>: what lists hold.</summary>
    public JsonObject PullRequestSimple(PullRequest pull)
    {
        Repository repository = world.Repositories[pull.Repository];
        JsonObject made = PullRequestLinks(pull, repository);
        made["id"] = pull.Id;
        made["node_id"] = NodeId("PR", pull.Id);
        made["number"] = pull.Number;
        made["state"] = pull.Open ? "open" : "closed";
        made["locked"] = false;
        made["title"] = pull.Title;
        made["user"] = User(pull.Author);
        made["body"] = pull.Body;
        made["created_at"] = Time(pull.CreatedAt);
        made["updated_at"] = Time(pull.UpdatedAt);
        made["closed_at"] = Time(pull.ClosedAt);
        made["merged_at"] = Time(pull.MergedAt);
        made["merge_commit_sha"] = pull.MergeCommit;
        made["draft"] = pull.Draft;
        made["head"] = Side(world.Repositories[pull.HeadRepository], pull.HeadBranch, pull.HeadSha);
        made["base"] = Side(repository, pull.BaseBranch, pull.BaseSha);
        made["author_association"] = Association(repository, pull.Author);
        foreach (string absent in (string[])["assignee", "milestone", "auto_merge", "active_lock_reason"])
        {
            made[absent] = null;
        }

        foreach (string empty in (string[])["assignees", "requested_reviewers", "requested_teams", "labels"])
        {
            made[empty] = new JsonArray();
        }

        return made;
    }

    /// <summary>The schema <c>pull-request-minimal</c>: what check runs name pull requests by.</summary>
    public JsonObject PullRequestMinimal(PullRequest pull) => new()
    {
        ["id"] = pull.Id,
        ["number"] = pull.Number,
        ["url"] = $"{links.Api(world.Repositories[pull.Repository])}/pulls/{pull.Number}",
        ["head"] = MinimalSide(pull.HeadRepository, pull.HeadBranch, pull.HeadSha),
        ["base"] = MinimalSide(pull.Repository, pull.BaseBranch, pull.BaseSha),
    };

    /// <summary>The schema <c>pull-request-review</c>.</summary>
    /// <param name="inWebhook">Webhooks write the state in small letters.</param>
    public JsonObject Review(Review review, bool inWebhook)
    {
        PullRequest pull = world.PullRequests[review.PullRequest];
        Repository repository = world.Repositories[pull.Repository];
        string page = $"{links.Page(repository)}/pull/{pull.Number}#pullrequestreview-{review.Id}";
        string parent = $"{links.Api(repository)}/pulls/{pull.Number}";
        string state = review.State switch
        {
            ReviewState.Approved => "APPROVED",
            ReviewState.ChangesRequested => "CHANGES_REQUESTED",
            ReviewState.Commented => "COMMENTED",
        };
        return new()
        {
            ["id"] = review.Id,
            ["node_id"] = NodeId("PRR", review.Id),
            ["user"] = User(review.Author),
            ["body"] = review.Body,
            ["state"] = inWebhook ? state.ToLowerInvariant() : state,
            ["html_url"] = page,
            ["pull_request_url"] = parent,
            ["_links"] = new JsonObject { ["html"] = Link(page), ["pull_request"] = Link(parent) },
            ["commit_id"] = review.Commit,
            ["author_association"] = Association(repository, review.Author),
            ["submitted_at"] = Time(review.SubmittedAt),
        };
    }

    private JsonObject PullRequestLinks(PullRequest pull, Repository repository)
    {
        string api = links.Api(repository);
        string self = $"{api}/pulls/{pull.Number}";
        string issue = $"{api}/issues/{pull.Number}";
        string page = $"{links.Page(repository)}/pull/{pull.Number}";
        return new()
        {
            ["url"] = self,
            ["html_url"] = page,
            ["diff_url"] = $"{page}.diff",
            ["patch_url"] = $"{page}.patch",
            ["issue_url"] = issue,
            ["commits_url"] = $"{self}/commits",
            ["review_comments_url"] = $"{self}/comments",
            ["review_comment_url"] = $"{api}/pulls/comments{{/number}}",
            ["comments_url"] = $"{issue}/comments",
            ["statuses_url"] = $"{api}/statuses/{pull.HeadSha}",
            ["_links"] = new JsonObject
            {
                ["self"] = Link(self),
                ["html"] = Link(page),
                ["issue"] = Link(issue),
                ["comments"] = Link($"{issue}/comments"),
                ["review_comments"] = Link($"{self}/comments"),
                ["review_comment"] = Link($"{api}/pulls/comments{{/number}}"),
                ["commits"] = Link($"{self}/commits"),
                ["statuses"] = Link($"{api}/statuses/{pull.HeadSha}"),
            },
        };
    }

    private static JsonObject Link(string address) => new() { ["href"] = address };

    private static bool IsOn(IssueComment comment, long repository, int number) =>
        comment.Repository == repository && comment.Number == number;

    private JsonObject Side(Repository repository, string branch, string sha) => new()
    {
        ["label"] = $"{world.Accounts[repository.Owner].Login}:{branch}",
        ["ref"] = branch,
        ["sha"] = sha,
        ["user"] = User(repository.Owner),
        ["repo"] = Repository(repository),
    };

    private JsonObject MinimalSide(long id, string branch, string sha)
    {
        Repository repository = world.Repositories[id];
        return new()
        {
            ["ref"] = branch,
            ["sha"] = sha,
            ["repo"] = new JsonObject
            {
                ["id"] = id,
                ["url"] = links.Api(repository),
                ["name"] = repository.Name,
            },
        };
    }

    private string Association(Repository repository, long author)
    {
        Account account = world.Accounts[author];
        if (author == repository.Owner)
        {
            return "OWNER";
        }

        // As unreliable as GitHub's: it says nothing of what an app or an organisation's team may do.
        return world.RoleOf(repository, account) >= Role.Write ? "COLLABORATOR" : "NONE";
    }
}
