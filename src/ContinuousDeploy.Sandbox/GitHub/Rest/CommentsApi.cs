using ContinuousDeploy.Sandbox.GitHub.Access;
using ContinuousDeploy.Sandbox.GitHub.Operations;
using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.GitHub.Rest;

/// <summary>Comments on issues and pull requests, and their reactions.</summary>
public sealed class CommentsApi(Site site, Comments comments)
{
    public void Map(ApiEndpoints endpoints)
    {
        Need read = Need.Read("issues", "pull_requests");
        Need write = Need.Comment;
        const string one = "/issues/comments/{id}";
        const string reactions = $"{one}/reactions";
        endpoints.MapRepository("GET", "/issues/comments", read, ListAll);
        endpoints.MapRepository("GET", "/issues/{number}/comments", read, List);
        endpoints.MapRepository("POST", "/issues/{number}/comments", write, Create);
        endpoints.MapRepository("GET", one, read, One((_, comment) => Answer.Ok(site.Json.Comment(comment))));
        endpoints.MapRepository("PATCH", one, write, One(Edit));
        endpoints.MapRepository("DELETE", one, write, One(Delete));
        endpoints.MapRepository("GET", reactions, read, One(Reactions));
        endpoints.MapRepository("POST", reactions, write, One(React));
        endpoints.MapRepository("DELETE", $"{reactions}/{{reaction}}", write, One(Unreact));
    }

    private Func<Call, Answer> One(Func<Call, IssueComment, Answer> handle) => call =>
        site.World.Comments.Find(call.RouteId("id")) is { } comment && comment.Repository == call.Repository.Id
            ? handle(call, comment)
            : Refusal.NotFound;

    private bool Exists(Call call, int number) =>
        site.World.FindPullRequest(call.Repository, number) is not null
        || site.World.FindIssue(call.Repository, number) is not null;

    private Answer List(Call call)
    {
        int number = (int)call.RouteId("number");
        return Exists(call, number)
            ? call.Page(Since(call).Where(comment => comment.Number == number), site.Json.Comment)
            : Refusal.NotFound;
    }

    /// <summary>All comments of the repository; sorted as asked for, else by id.</summary>
    private Answer ListAll(Call call)
    {
        IEnumerable<IssueComment> sorted = call.Query("sort") switch
        {
            "created" => Since(call).OrderBy(comment => comment.CreatedAt),
            "updated" => Since(call).OrderBy(comment => comment.UpdatedAt),
            _ => Since(call),
        };
        bool descending = call.Query("sort") is not null && call.Query("direction") != "asc";
        return call.Page(descending ? sorted.Reverse() : sorted, site.Json.Comment);
    }

    private IEnumerable<IssueComment> Since(Call call)
    {
        DateTimeOffset since = DateTimeOffset.TryParse(call.Query("since"), out DateTimeOffset asked) ? asked : default;
        return site.World.Comments.All.Where(comment =>
            comment.Repository == call.Repository.Id && comment.UpdatedAt >= since);
    }

    private Answer Create(Call call)
    {
        int number = (int)call.RouteId("number");
        Outcome<CommentBody> body = call.Body(RequestJson.Default.CommentBody);
        if (body.Why is { } wrong)
        {
            return wrong;
        }

        if (!Exists(call, number))
        {
            return Refusal.NotFound;
        }

        Outcome<IssueComment> made = comments.Create(call.Repository, number, call.Actor, body.Value.Body);
        return made.Why is { } why ? why : Answer.Created(site.Json.Comment(made.Value));
    }

    private Answer Edit(Call call, IssueComment comment)
    {
        Outcome<CommentBody> body = call.Body(RequestJson.Default.CommentBody);
        if (body.Why is { } wrong)
        {
            return wrong;
        }

        if (!MayChange(call, comment))
        {
            return Refusal.Forbidden;
        }

        Outcome<IssueComment> edited = comments.Edit(comment, call.Actor, body.Value.Body);
        return edited.Why is { } why ? why : Answer.Ok(site.Json.Comment(edited.Value));
    }

    private Answer Delete(Call call, IssueComment comment)
    {
        if (!MayChange(call, comment))
        {
            return Refusal.Forbidden;
        }

        comments.Delete(comment, call.Actor);
        return Answer.NoContent;
    }

    /// <summary>One's own comments, or anyone's with write access.</summary>
    private bool MayChange(Call call, IssueComment comment) =>
        comment.Author == call.Actor.Account.Id
        || call.Caller is Caller.AsInstallation
        || site.World.RoleOf(call.Repository, call.Actor.Account) >= Role.Write;

    private Answer Reactions(Call call, IssueComment comment) => call.Page(
        site.World.Reactions.All.Where(reaction => reaction.Comment == comment.Id
            && (call.Query("content") is not { } wanted || reaction.Content == wanted)),
        site.Json.Reaction);

    private Answer React(Call call, IssueComment comment)
    {
        Outcome<ReactionBody> body = call.Body(RequestJson.Default.ReactionBody);
        if (body.Why is { } wrong)
        {
            return wrong;
        }

        Outcome<(Reaction Reaction, bool Created)> made = comments.React(comment, call.Actor, body.Value.Content);
        return made.Why is { } why
            ? why
            : new Answer(made.Value.Created ? 201 : 200, site.Json.Reaction(made.Value.Reaction));
    }

    private Answer Unreact(Call call, IssueComment comment)
    {
        if (site.World.Reactions.Find(call.RouteId("reaction")) is not { } reaction || reaction.Comment != comment.Id)
        {
            return Refusal.NotFound;
        }

        if (reaction.Author != call.Actor.Account.Id)
        {
            return Refusal.NotAccessible;
        }

        comments.RemoveReaction(reaction);
        return Answer.NoContent;
    }
}
