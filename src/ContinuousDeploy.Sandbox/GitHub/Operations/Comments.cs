using System.Text.Json.Nodes;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Operations;

/// <summary>Comments on issues and pull requests, and reactions to them.</summary>
public sealed class Comments(Site site)
{
    /// <summary>The most characters of a comment.</summary>
    public const int LongestBody = 65_536;

    private World World => site.World;

    /// <param name="number">Of an issue or pull request that exists.</param>
    public Outcome<IssueComment> Create(Repository repository, int number, Actor by, string? body)
    {
        if (Wrong(body) is { } why)
        {
            return why;
        }

        IssueComment comment = World.Comments.Add(id => new(
            id, repository.Id, number, by.Account.Id, body!, by.App, World.Now, World.Now));
        Raise(comment, "created", by);
        return comment;
    }

    public Outcome<IssueComment> Edit(IssueComment comment, Actor by, string? body)
    {
        if (Wrong(body) is { } why)
        {
            return why;
        }

        IssueComment edited = World.Comments.Replace(comment with { Body = body!, UpdatedAt = World.Now });
        Raise(edited, "edited", by, new() { ["body"] = new JsonObject { ["from"] = comment.Body } });
        return edited;
    }

    public void Delete(IssueComment comment, Actor by)
    {
        World.Comments.Remove(comment.Id);
        Raise(comment, "deleted", by);
    }

    /// <summary>Reacts; the same reaction of the same account a second time is the first one.</summary>
    public Outcome<(Reaction Reaction, bool Created)> React(IssueComment comment, Actor by, string? content)
    {
        if (content is null || !Reaction.Contents.Contains(content))
        {
            return Refusal.Validation("Reaction", "content", "invalid");
        }

        Reaction? known = World.Reactions.All.FirstOrDefault(reaction =>
            reaction.Comment == comment.Id && reaction.Author == by.Account.Id && reaction.Content == content);
        return known is not null
            ? (known, false)
            : (World.Reactions.Add(id => new(id, comment.Id, by.Account.Id, content, World.Now)), true);
    }

    public void RemoveReaction(Reaction reaction) => World.Reactions.Remove(reaction.Id);

    private static Refusal? Wrong(string? body) => body switch
    {
        null => Refusal.Missing("body"),
        _ when string.IsNullOrWhiteSpace(body) =>
            Refusal.Validation("IssueComment", "body", "custom", "body can't be blank"),
        { Length: > LongestBody } => Refusal.Validation(
            "IssueComment", "body", "custom", $"body is too long (maximum is {LongestBody} characters)"),
        _ => null,
    };

    private void Raise(IssueComment comment, string action, Actor by, JsonObject? changes = null)
    {
        Repository repository = World.Repositories[comment.Repository];
        JsonObject specifics = new()
        {
            ["issue"] = World.FindPullRequest(repository, comment.Number) is { } pull
                ? site.Json.Issue(pull)
                : site.Json.Issue(World.FindIssue(repository, comment.Number)!),
            ["comment"] = site.Json.Comment(comment),
        };
        if (changes is not null)
        {
            specifics["changes"] = changes;
        }

        site.Events.Raise(repository, "issue_comment", action, by.Account, specifics);
    }
}
