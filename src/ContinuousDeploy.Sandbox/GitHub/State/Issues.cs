namespace ContinuousDeploy.Sandbox.GitHub.State;

/// <summary>An issue that is not a pull request.</summary>
public sealed record Issue(
    long Id,
    long Repository,
    int Number,
    string Title,
    string? Body,
    long Author,
    bool Open,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt) : IEntity;

/// <summary>A comment on an issue or pull request.</summary>
/// <param name="Number">The issue's or pull request's number.</param>
/// <param name="App">The app that wrote it, or null.</param>
public sealed record IssueComment(
    long Id,
    long Repository,
    int Number,
    long Author,
    string Body,
    long? App,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt) : IEntity;

/// <param name="Content">GitHub's name: <c>eyes</c>, <c>rocket</c>, <c>-1</c>, <c>confused</c>, …</param>
public sealed record Reaction(long Id, long Comment, long Author, string Content, DateTimeOffset CreatedAt) : IEntity
{
    /// <summary>The eight reactions there are.</summary>
    public static IReadOnlyList<string> Contents { get; } =
        ["+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"];
}
