using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContinuousDeploy.Core.Rollouts;

/// <summary>Stages as JSON, for the ledger.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(StageState))]
[JsonSerializable(typeof(StageEvent))]
[JsonSerializable(typeof(StageEffect))]
public sealed partial class StageJson : JsonSerializerContext
{
    public static string Write(StageState state) =>
        SharedSettings.Within(() => JsonSerializer.Serialize(state, Default.StageState));

    public static string Write(StageEvent happened) => JsonSerializer.Serialize(happened, Default.StageEvent);

    public static string Write(StageEffect effect) => JsonSerializer.Serialize(effect, Default.StageEffect);

    /// <exception cref="JsonException">The text is not a stage as this version writes it.</exception>
    public static StageState Read(string state) =>
        SharedSettings.Within(() => JsonSerializer.Deserialize(state, Default.StageState))
        ?? throw new JsonException("A stage is expected.");
}
