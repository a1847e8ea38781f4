using System.Text.Json.Serialization;

namespace ContinuousDeploy.GitHub.Proposing;

// The shapes of GitHub's GraphQL schema for CreateCommitOnBranchInput and its payload.
public sealed record CommitRequest(string Query, CommitVariables Variables);

public sealed record CommitVariables(CommitInput Input);

public sealed record CommitInput(
    CommitBranch Branch, CommitMessage Message, string ExpectedHeadOid, CommitChanges FileChanges);

public sealed record CommitBranch(string RepositoryNameWithOwner, string BranchName);

public sealed record CommitMessage(string Headline, string Body);

public sealed record CommitChanges(IReadOnlyList<CommitAddition> Additions, IReadOnlyList<CommitDeletion> Deletions);

/// <param name="Contents">Sent in base 64.</param>
public sealed record CommitAddition(string Path, byte[] Contents);

public sealed record CommitDeletion(string Path);

public sealed record CommitAnswer(CommitAnswerContent? Data, IReadOnlyList<CommitAnswerError?>? Errors);

public sealed record CommitAnswerContent(CommitAnswerPayload? CreateCommitOnBranch);

public sealed record CommitAnswerPayload(CommitAnswerCommit? Commit);

public sealed record CommitAnswerCommit(string? Oid);

public sealed record CommitAnswerError(string? Type, string? Message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CommitRequest))]
[JsonSerializable(typeof(CommitAnswer))]
public sealed partial class CommitJson : JsonSerializerContext;
