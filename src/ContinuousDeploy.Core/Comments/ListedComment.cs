namespace ContinuousDeploy.Core.Comments;

/// <summary>A comment as GitHub lists it.</summary>
/// <param name="Number">Of the pull request or issue it stands under.</param>
/// <param name="Created">By GitHub's clock, as is <paramref name="Updated"/>.</param>
/// <param name="Updated">Later than <paramref name="Created"/> where it was edited.</param>
public sealed record ListedComment(
    long Id,
    int Number,
    bool OnPullRequest,
    string Author,
    bool ByBot,
    string Body,
    DateTimeOffset Created,
    DateTimeOffset Updated);
