namespace ContinuousDeploy.Sandbox.GitHub.State;

/// <summary>A pull request.</summary>
/// <param name="IssueId">Its id as an issue, which is another one.</param>
/// <param name="HeadRepository">Where the head branch is; another repository for a fork's pull request.</param>
/// <param name="MergeCommit">The commit that merged it; the test merge's while it is open, null on a conflict.</param>
public sealed record PullRequest(
    long Id,
    long IssueId,
    long Repository,
    int Number,
    string Title,
    string? Body,
    long Author,
    long HeadRepository,
    string HeadBranch,
    string HeadSha,
    string BaseBranch,
    string BaseSha,
    bool Open,
    bool Draft,
    Comparison Comparison,
    string? MergeCommit,
    long? MergedBy,
    DateTimeOffset? MergedAt,
    DateTimeOffset? ClosedAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt) : IEntity
{
    public bool FromFork => HeadRepository != Repository;
}

/// <summary>How the head differs from the base, and whether they merge.</summary>
/// <param name="Behind">The base has commits that the head lacks.</param>
public sealed record Comparison(
    int Commits, int Additions, int Deletions, int ChangedFiles, bool Mergeable, bool Behind);

public enum ReviewState
{
    Approved,
    ChangesRequested,
    Commented,
}

public sealed record Review(
    long Id, long PullRequest, long Author, ReviewState State, string Body, string Commit, DateTimeOffset SubmittedAt)
    : IEntity;
