using System.Collections.Immutable;

namespace ContinuousDeploy.Sandbox.GitHub.State;

/// <summary>The check runs of one app on one commit.</summary>
/// <param name="HeadBranch">The branch the commit was pushed to, or null where none holds it.</param>
public sealed record CheckSuite(
    long Id,
    long Repository,
    long App,
    string HeadSha,
    string? HeadBranch,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt) : IEntity;

/// <summary>A check run.</summary>
/// <param name="Status"><c>queued</c>, <c>in_progress</c> or <c>completed</c>.</param>
/// <param name="Conclusion">Null until it is completed.</param>
public sealed record CheckRun(
    long Id,
    long Suite,
    long Repository,
    long App,
    string HeadSha,
    string Name,
    string? ExternalId,
    string? DetailsUrl,
    string Status,
    string? Conclusion,
    DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt,
    CheckOutput Output,
    ImmutableArray<CheckAnnotation> Annotations,
    ImmutableArray<CheckAction> Actions) : IEntity
{
    /// <summary>Whether branch protection takes it as passed.</summary>
    public bool Passed => Conclusion is "success" or "neutral" or "skipped";
}

public sealed record CheckOutput(string? Title, string? Summary, string? Text)
{
    public static CheckOutput None { get; } = new(null, null, null);
}

public sealed record CheckAnnotation(
    string Path,
    int StartLine,
    int EndLine,
    int? StartColumn,
    int? EndColumn,
    string Level,
    string Message,
    string? Title,
    string? RawDetails);

/// <summary>A button of a check run.</summary>
public sealed record CheckAction(string Label, string Description, string Identifier);
