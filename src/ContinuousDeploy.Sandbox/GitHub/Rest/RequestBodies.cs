using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContinuousDeploy.Sandbox.GitHub.Rest;

/// <summary>The bodies of requests, as GitHub describes them. What is not described is ignored, as at GitHub.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CheckRunBody))]
[JsonSerializable(typeof(CommentBody))]
[JsonSerializable(typeof(DeploymentBody))]
[JsonSerializable(typeof(DeploymentStatusBody))]
[JsonSerializable(typeof(MergeBody))]
[JsonSerializable(typeof(PullRequestBody))]
[JsonSerializable(typeof(ReactionBody))]
[JsonSerializable(typeof(RefBody))]
[JsonSerializable(typeof(TokenBody))]
internal sealed partial class RequestJson : JsonSerializerContext;

internal sealed record TokenBody(
    string[]? Repositories, long[]? RepositoryIds, Dictionary<string, string>? Permissions);

internal sealed record RefBody(string? Ref, string? Sha, bool? Force);

internal sealed record PullRequestBody(
    string? Title, string? Head, string? Base, string? Body, bool? Draft, string? State);

internal sealed record MergeBody(string? CommitTitle, string? CommitMessage, string? Sha, string? MergeMethod);

internal sealed record CommentBody(string? Body);

internal sealed record ReactionBody(string? Content);

internal sealed record CheckRunBody(
    string? Name,
    string? HeadSha,
    string? DetailsUrl,
    string? ExternalId,
    string? Status,
    DateTimeOffset? StartedAt,
    string? Conclusion,
    DateTimeOffset? CompletedAt,
    CheckOutputBody? Output,
    CheckActionBody[]? Actions);

internal sealed record CheckOutputBody(
    string? Title, string? Summary, string? Text, CheckAnnotationBody[]? Annotations);

internal sealed record CheckAnnotationBody(
    string? Path,
    int? StartLine,
    int? EndLine,
    int? StartColumn,
    int? EndColumn,
    string? AnnotationLevel,
    string? Message,
    string? Title,
    string? RawDetails);

internal sealed record CheckActionBody(string? Label, string? Description, string? Identifier);

internal sealed record DeploymentBody(
    string? Ref,
    string? Task,
    bool? AutoMerge,
    string[]? RequiredContexts,
    JsonElement? Payload,
    string? Environment,
    string? Description,
    bool? TransientEnvironment,
    bool? ProductionEnvironment);

internal sealed record DeploymentStatusBody(
    string? State,
    string? TargetUrl,
    string? LogUrl,
    string? Description,
    string? Environment,
    string? EnvironmentUrl,
    bool? AutoInactive);
