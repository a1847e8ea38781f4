using System.Text.Json.Serialization;

namespace ContinuousDeploy.GitHub.Authentication;

/// <param name="RepositoryIds">Null for all that the installation can see.</param>
public sealed record TokenRequest(
    IReadOnlyList<long>? RepositoryIds, IReadOnlyDictionary<string, string> Permissions);

public sealed record TokenAnswer(string? Token);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenAnswer))]
public sealed partial class AuthenticationJson : JsonSerializerContext;
