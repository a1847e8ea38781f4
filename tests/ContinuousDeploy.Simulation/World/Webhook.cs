using System.Text.Json;
using ContinuousDeploy.Stages;

namespace ContinuousDeploy.Simulation.World;

/// <summary>A delivery as GitHub sends it, as often as it does.</summary>
/// <param name="Guid">The same each time.</param>
/// <param name="About">What has happened, as the bot is to understand it.</param>
public sealed record Webhook(string Guid, string Event, byte[] Body, RepositoryEvent About)
{
    /// <param name="number">From 1, another for each delivery.</param>
    public static Webhook Of(RepositoryEvent happened, int number)
    {
        var (name, body) = happened switch
        {
            RepositoryEvent.BranchMoved moved => ("push", Json(new
            {
                @ref = $"refs/heads/{moved.Branch}",
                after = "1",
                repository = Repository(happened),
                installation = Installation(happened),
            })),
            RepositoryEvent.PullRequestChanged changed => ("pull_request", Json(new
            {
                action = "synchronize",
                number = changed.PullRequest,
                pull_request = new { number = changed.PullRequest },
                repository = Repository(happened),
                installation = Installation(happened),
            })),
            RepositoryEvent.CommentWritten written => ("issue_comment", Json(new
            {
                action = "created",
                issue = new { number = written.PullRequest, pull_request = new { } },
                comment = new { id = written.Comment, body = written.Body, user = new { login = written.Author, type = "User" } },
                repository = Repository(happened),
                installation = Installation(happened),
            })),
            _ => throw new ArgumentException($"GitHub sends nothing where {happened}.", nameof(happened)),
        };
        return new Webhook($"00000000-0000-4000-8000-{number:x12}", name, body, happened);
    }

    private static byte[] Json<T>(T payload) => JsonSerializer.SerializeToUtf8Bytes(payload);

    private static object Repository(RepositoryEvent happened) => new
    {
        id = happened.Repository.Id,
        name = happened.Repository.Name,
        owner = new { login = happened.Repository.Owner },
    };

    private static object Installation(RepositoryEvent happened) => new { id = happened.Repository.Installation };
}
