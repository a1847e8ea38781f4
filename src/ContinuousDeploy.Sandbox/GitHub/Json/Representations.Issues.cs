using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Json;

public sealed partial class Representations
{
    /// <summary>The schema <c>issue-comment</c>.</summary>
    public JsonObject Comment(IssueComment comment)
    {
        Repository repository = world.Repositories[comment.Repository];
        string api = links.Api(repository);
        string kind = world.FindPullRequest(repository, comment.Number) is null ? "issues" : "pull";
        return new()
        {
            ["id"] = comment.Id,
            ["node_id"] = NodeId("IC", comment.Id),
            ["url"] = $"{api}/issues/comments/{comment.Id}",
            ["html_url"] = $"{links.Page(repository)}/{kind}/{comment.Number}#issuecomment-{comment.Id}",
            ["issue_url"] = $"{api}/issues/{comment.Number}",
            ["user"] = User(comment.Author),
            ["created_at"] = Time(comment.CreatedAt),
            ["updated_at"] = Time(comment.UpdatedAt),
            ["author_association"] = Association(repository, comment.Author),
            ["body"] = comment.Body,
            ["performed_via_github_app"] = App(comment.App),
            ["reactions"] = ReactionRollup(
                $"{api}/issues/comments/{comment.Id}/reactions",
                world.Reactions.All.Where(reaction => reaction.Comment == comment.Id)),
        };
    }

    /// <summary>The schema <c>reaction</c>.</summary>
    public JsonObject Reaction(Reaction reaction) => new()
    {
        ["id"] = reaction.Id,
        ["node_id"] = NodeId("REA", reaction.Id),
        ["user"] = User(reaction.Author),
        ["content"] = reaction.Content,
        ["created_at"] = Time(reaction.CreatedAt),
    };

    /// <summary>A pull request as the issue it also is, for comment events.</summary>
    public JsonObject Issue(PullRequest pull)
    {
        Repository repository = world.Repositories[pull.Repository];
        string page = $"{links.Page(repository)}/pull/{pull.Number}";
        JsonObject made = Issue(
            new(pull.IssueId, pull.Repository, pull.Number, pull.Title, pull.Body, pull.Author, pull.Open,
                pull.CreatedAt, pull.UpdatedAt),
            page);
        made["closed_at"] = Time(pull.ClosedAt);
        made["draft"] = pull.Draft;
        made["pull_request"] = new JsonObject
        {
            ["url"] = $"{links.Api(repository)}/pulls/{pull.Number}",
            ["html_url"] = page,
            ["diff_url"] = $"{page}.diff",
            ["patch_url"] = $"{page}.patch",
            ["merged_at"] = Time(pull.MergedAt),
        };
        return made;
    }

    /// <summary>An issue that is no pull request.</summary>
    public JsonObject Issue(Issue issue) =>
        Issue(issue, $"{links.Page(world.Repositories[issue.Repository])}/issues/{issue.Number}");

    private JsonObject Issue(Issue issue, string page)
    {
        Repository repository = world.Repositories[issue.Repository];
        string self = $"{links.Api(repository)}/issues/{issue.Number}";
        return new()
        {
            ["url"] = self,
            ["repository_url"] = links.Api(repository),
            ["labels_url"] = $"{self}/labels{{/name}}",
            ["comments_url"] = $"{self}/comments",
            ["events_url"] = $"{self}/events",
            ["html_url"] = page,
            ["id"] = issue.Id,
            ["node_id"] = NodeId("I", issue.Id),
            ["number"] = issue.Number,
            ["title"] = issue.Title,
            ["user"] = User(issue.Author),
            ["labels"] = new JsonArray(),
            ["state"] = issue.Open ? "open" : "closed",
            ["locked"] = false,
            ["assignee"] = null,
            ["assignees"] = new JsonArray(),
            ["milestone"] = null,
            ["comments"] = world.Comments.All.Count(comment => IsOn(comment, issue.Repository, issue.Number)),
            ["created_at"] = Time(issue.CreatedAt),
            ["updated_at"] = Time(issue.UpdatedAt),
            ["closed_at"] = null,
            ["author_association"] = Association(repository, issue.Author),
            ["active_lock_reason"] = null,
            ["body"] = issue.Body,
            ["reactions"] = ReactionRollup($"{self}/reactions", []),
            ["timeline_url"] = $"{self}/timeline",
            ["performed_via_github_app"] = null,
            ["state_reason"] = null,
        };
    }

    private static JsonObject ReactionRollup(string address, IEnumerable<Reaction> reactions)
    {
        Reaction[] all = [.. reactions];
        JsonObject made = new() { ["url"] = address, ["total_count"] = all.Length };
        foreach (string content in State.Reaction.Contents)
        {
            made[content] = all.Count(reaction => reaction.Content == content);
        }

        return made;
    }
}
