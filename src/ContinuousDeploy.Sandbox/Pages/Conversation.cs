using ContinuousDeploy.Sandbox.GitHub.State;

namespace ContinuousDeploy.Sandbox.Pages;

/// <summary>The conversation of a pull request.</summary>
public static class Conversation
{
    public static Html Of(RepositoryVisit visit, int number) => Html.Join(visit.World.Comments.All
        .Where(comment => comment.Repository == visit.Repository.Id && comment.Number == number)
        .Select(comment => One(visit, comment)));

    private static Html One(RepositoryVisit visit, IssueComment comment) => Html.Of(
        $"""
        <article class="comment" id="comment-{comment.Id}">
        <header><b>{visit.NameOf(comment.Author)}</b>{Parts.Time(comment.CreatedAt)}{Edited(comment)}</header>
        <div>{Markdown.Render(comment.Body, visit.Root)}</div>
        {Reactions(visit, comment)}
        </article>
        """);

    private static Html Edited(IssueComment comment) => comment.UpdatedAt == comment.CreatedAt
        ? Html.Empty
        : Html.Of($"<span class=\"quiet small\">edited</span>{Parts.Time(comment.UpdatedAt)}");

    private static Html Reactions(RepositoryVisit visit, IssueComment comment)
    {
        var reactions = visit.World.Reactions.All.Where(reaction => reaction.Comment == comment.Id).ToArray();
        return reactions.Length == 0
            ? Html.Empty
            : Html.Of(
                $"""
                <footer>{reactions.Select(reaction => One(visit, reaction))}</footer>
                """);
    }

    private static Html One(RepositoryVisit visit, Reaction reaction) => Html.Of(
        $"""
        <span class="reaction" title="by {visit.NameOf(reaction.Author)}">{Sign(reaction.Content)}</span>
        """);

    private static string Sign(string content) => content switch
    {
        "+1" => "👍",
        "-1" => "👎",
        "laugh" => "😄",
        "confused" => "😕",
        "heart" => "❤️",
        "hooray" => "🎉",
        "rocket" => "🚀",
        "eyes" => "👀",
        _ => content,
    };
}
