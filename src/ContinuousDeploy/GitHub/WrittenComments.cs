using System.Collections.Immutable;
using System.Globalization;
using ContinuousDeploy.Core.Comments;
using ContinuousDeploy.GitHub.Authentication;
using ContinuousDeploy.GitHub.Transport;
using Octokit;
using Reaction = ContinuousDeploy.Core.Reports.Reaction;

namespace ContinuousDeploy.GitHub;

/// <summary>Asks GitHub what was written in a repository, and how the bot has reacted to it.</summary>
public sealed class WrittenComments(GitHubClients clients, AppIdentity identity)
{
    /// <exception cref="GitHubUnavailableException"/>
    /// <exception cref="ApiException"/>
    public async Task<ImmutableArray<ListedComment>> SinceAsync(
        RepositoryReference repository, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var request = new IssueCommentRequest
        {
            Since = since,
            Sort = IssueCommentSort.Updated,
            Direction = SortDirection.Ascending,
        };
        var all = await Asking(repository, cancellationToken).Issue.Comment.GetAllForRepository(
            repository.Owner, repository.Name, request, GitHubClients.Pages);
        return [.. all.Select(Listed).OfType<ListedComment>()];
    }

    /// <exception cref="GitHubUnavailableException"/>
    /// <exception cref="ApiException"/>
    public async Task<ImmutableArray<Reaction>> OwnReactionsAsync(
        RepositoryReference repository, long comment, CancellationToken cancellationToken)
    {
        var bot = await identity.LoginAsync(cancellationToken);
        try
        {
            var all = await Asking(repository, cancellationToken).Reaction.IssueComment.GetAll(
                repository.Owner, repository.Name, comment, GitHubClients.Pages);
            return [.. all.Where(reaction => reaction.User?.Login == bot).Select(Known).OfType<Reaction>()];
        }
        catch (NotFoundException)
        {
            // Deleted since it was listed.
            return [];
        }
    }

    private GitHubClient Asking(RepositoryReference repository, CancellationToken cancellationToken) =>
        clients.For(repository, TokenPurpose.Ask, CallPriority.Urgent, cancellationToken);

    /// <summary>Null for one whose author's account is gone: nobody is there whose command it could be.</summary>
    private static ListedComment? Listed(IssueComment comment)
    {
        if (comment.User is not { } author)
        {
            return null;
        }

        var (number, onPullRequest) = PlaceOf(Answer.Address(comment.HtmlUrl));
        return new ListedComment(
            Answer.Id(comment.Id),
            number,
            onPullRequest,
            Answer.Login(author.Login),
            author.Type is AccountType.Bot,
            comment.Body ?? "",
            comment.CreatedAt,
            comment.UpdatedAt ?? comment.CreatedAt);
    }

    /// <summary>A comment's page is <c>…/pull/12#issuecomment-1</c> or <c>…/issues/12#issuecomment-1</c>.</summary>
    private static (int Number, bool OnPullRequest) PlaceOf(Uri page)
    {
        var parts = page.AbsolutePath.Split('/');
        return parts.Length > 2 && parts[^2] is "pull" or "issues"
            && int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? (number, parts[^2] == "pull")
                : throw new GitHubUnavailableException("GitHub's answer holds a comment that stands nowhere.", null);
    }

    private static Reaction? Known(Octokit.Reaction reaction) =>
        reaction.Content.TryParse(out var content)
            ? content switch
            {
                ReactionType.Eyes => Reaction.Eyes,
                ReactionType.Rocket => Reaction.Rocket,
                ReactionType.Minus1 => Reaction.ThumbsDown,
                ReactionType.Confused => Reaction.Confused,
                _ => null,
            }
            : null;
}
