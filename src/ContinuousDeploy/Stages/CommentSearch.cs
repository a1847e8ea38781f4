using System.Collections.Immutable;
using ContinuousDeploy.Core.Comments;
using ContinuousDeploy.Core.Reports;
using ContinuousDeploy.Core.Repositories;
using ContinuousDeploy.GitHub;

namespace ContinuousDeploy.Stages;

/// <summary>Finds commands that no webhook has brought, by asking GitHub for the comments since the last look.</summary>
public sealed class CommentSearch(EnvironmentsRepository repository)
{
    /// <summary>What was found, received as if a webhook had brought it. Whoever calls has it carried out.</summary>
    /// <exception cref="GitHubUnavailableException"/>
    public async Task<ImmutableArray<CommentState>> RunAsync(CancellationToken cancellationToken)
    {
        var now = repository.Time.GetUtcNow();
        var listed = await repository.GitHub.CommentsSinceAsync(
            repository.Reference, MissedComments.Since(repository.Stream.State, now), cancellationToken);
        var leftOpen = new HashSet<long>();
        foreach (var comment in MissedComments.Doubtful(repository.Stream.State, listed))
        {
            if (await IsLeftOpenAsync(comment, cancellationToken))
            {
                leftOpen.Add(comment.Id);
            }
        }

        var known = repository.Stream.State.Comments.Select(comment => comment.Id).ToHashSet();
        await repository.Stream.ChangeAsync(
            "comments looked at", state => MissedComments.Receive(state, listed, leftOpen, now), cancellationToken);
        return [.. repository.Stream.State.Comments.Where(comment => !known.Contains(comment.Id))];
    }

    /// <summary>The bot has seen it, and said nothing of how it ended.</summary>
    private async Task<bool> IsLeftOpenAsync(ListedComment comment, CancellationToken cancellationToken)
    {
        var reactions = await repository.GitHub.OwnReactionsAsync(repository.Reference, comment.Id, cancellationToken);
        return reactions.Contains(Reaction.Eyes)
            && !reactions.Any(reaction => reaction is Reaction.Rocket or Reaction.Confused or Reaction.ThumbsDown);
    }
}
