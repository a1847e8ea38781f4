using System.Collections.Immutable;

namespace ContinuousDeploy.Core.Reports;

/// <summary>
/// What GitHub should show: rendered from state, compared with what was posted, written only where it differs.
/// </summary>
public sealed record Report(
    ImmutableArray<CheckRunReport> Checks,
    ImmutableArray<CommentReport> Comments,
    ImmutableArray<DeploymentReport> Deployments,
    ImmutableArray<ReactionReport> Reactions)
{
    public static Report Empty { get; } = new([], [], [], []);
}

/// <summary>A check run on a commit.</summary>
/// <param name="Key">Sent as <c>external_id</c>; with the name and commit it finds the run again after a lost answer.</param>
/// <param name="Conclusion">Null while the run is in progress.</param>
/// <param name="Title">One line: the verdict.</param>
/// <param name="Summary">Markdown, at most 65,535 bytes.</param>
public sealed record CheckRunReport(
    string Name,
    CommitSha Head,
    string Key,
    CheckConclusion? Conclusion,
    string Title,
    string Summary,
    ImmutableArray<Annotation> Annotations);

public enum CheckConclusion
{
    Success,
    Failure,

    /// <summary>Inconclusive, or nothing to do.</summary>
    Neutral,

    /// <summary>A person must act; the summary says who and how.</summary>
    ActionRequired,
}

/// <summary>A note on a line of a file in a check run.</summary>
public sealed record Annotation(Position At, AnnotationLevel Level, string Title, string Message);

public enum AnnotationLevel
{
    Notice,
    Warning,
    Failure,
}

/// <summary>
/// A comment of the bot on a pull request, edited in place. The key stands in the comment in a hidden marker and finds
/// it again after a lost answer.
/// </summary>
public sealed record CommentReport(int PullRequest, string Key, string Body);

/// <summary>A deployment of GitHub's and its newest status.</summary>
/// <param name="Key">Kept in the deployment's payload; finds it again after a lost answer.</param>
/// <param name="Url">Where users find the application, or null.</param>
public sealed record DeploymentReport(
    string Key, string Environment, CommitSha Commit, DeploymentState State, string Description, Uri? Url);

public enum DeploymentState
{
    Queued,
    InProgress,
    Success,
    Failure,
    Error,
    Inactive,
}

/// <summary>A reaction of the bot to a comment: received, done, failed or refused.</summary>
public sealed record ReactionReport(long Comment, Reaction Reaction);

public enum Reaction
{
    Eyes,
    Rocket,
    ThumbsDown,
    Confused,
}
