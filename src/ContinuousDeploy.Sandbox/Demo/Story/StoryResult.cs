using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContinuousDeploy.Sandbox.Demo.Story;

/// <summary>The story's last line.</summary>
/// <param name="Passed">Every step was observed and no user request failed.</param>
/// <param name="Observed">Steps that were observed.</param>
/// <param name="Missing">The step that was not, or null.</param>
/// <param name="Requests">User requests all day long.</param>
/// <param name="Versions">How many of them each version answered.</param>
public sealed record StoryResult(
    string Story,
    bool Passed,
    int Observed,
    string? Missing,
    double Seconds,
    long Requests,
    long FailedRequests,
    ImmutableSortedDictionary<string, long> Versions)
{
    public string ToJson() => JsonSerializer.Serialize(this, StoryJson.Default.StoryResult);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoryResult))]
internal sealed partial class StoryJson : JsonSerializerContext;
